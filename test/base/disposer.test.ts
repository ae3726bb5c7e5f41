import { describe, expect, it } from "vitest";
import { createDisposer } from "../../src/base/index.ts";

describe("a disposer", () => {
  it("closes what was opened last first, once", async () => {
    const log: string[] = [];
    const disposer = createDisposer();
    disposer.add("store", async () => {
      log.push("store");
    });
    disposer.add("server", () => {
      log.push("server");
    });
    await Promise.all([disposer.dispose(), disposer.dispose()]);
    expect(log).toEqual(["server", "store"]);
  });

  it("closes the rest when one fails, and reports it", async () => {
    const log: string[] = [];
    const disposer = createDisposer();
    disposer.add("store", () => {
      log.push("store");
    });
    disposer.add("server", () => {
      throw new Error("stuck");
    });
    await expect(disposer.dispose()).rejects.toMatchObject({
      errors: [{ message: "Closing server failed." }],
    });
    expect(log).toEqual(["store"]);
  });
});
