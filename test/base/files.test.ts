import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { writeFileAtomically } from "../../src/base/index.ts";

describe("writeFileAtomically", () => {
  let folder = "";
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "tsbot-files-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it("creates folders, replaces the content and leaves nothing else behind", async () => {
    const path = join(folder, "a", "b.json");
    await writeFileAtomically(path, "old");
    await writeFileAtomically(path, "new", { mode: 0o600 });
    expect(await readFile(path, "utf8")).toBe("new");
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(join(folder, "a"))).toEqual(["b.json"]);
  });

  it("keeps the old content when writing fails", async () => {
    const path = join(folder, "kept.json");
    await writeFile(path, "old");
    await expect(writeFileAtomically(join(path, "below-a-file"), "new")).rejects.toThrow();
    expect(await readFile(path, "utf8")).toBe("old");
  });
});
