import { describe, expect, it } from "vitest";
import { createKeyedQueue } from "../../src/base/index.ts";

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve: () => void = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

describe("a keyed queue", () => {
  it("runs tasks of one key in order, one at a time", async () => {
    const queue = createKeyedQueue();
    const gate = deferred();
    const log: string[] = [];
    const first = queue.run("a", async () => {
      log.push("first begins");
      await gate.promise;
      log.push("first ends");
    });
    const second = queue.run("a", async () => {
      log.push("second");
    });
    await queue.run("b", async () => {
      log.push("other key");
    });
    gate.resolve();
    await Promise.all([first, second]);
    expect(log).toEqual(["first begins", "other key", "first ends", "second"]);
  });

  it("goes on after a task that failed", async () => {
    const queue = createKeyedQueue();
    const failing = queue.run("a", async () => {
      throw new Error("broken");
    });
    await expect(failing).rejects.toThrow("broken");
    await expect(queue.run("a", async () => 7)).resolves.toBe(7);
  });

  it("refuses more than its limit of waiting tasks, and keeps those it took", async () => {
    const queue = createKeyedQueue({ limit: 2 });
    const gate = deferred();
    const tasks = [0, 1, 2].map((value) => queue.run("a", () => gate.promise.then(() => value)));
    await expect(queue.run("a", async () => 3)).rejects.toMatchObject({ code: "base/busy" });
    gate.resolve();
    await expect(Promise.all(tasks)).resolves.toEqual([0, 1, 2]);
  });

  it("knows when it is idle, and forgets keys", async () => {
    const queue = createKeyedQueue();
    const gate = deferred();
    void queue.run("a", () => gate.promise);
    expect(queue.size()).toBe(1);
    const idle = queue.idle();
    gate.resolve();
    await idle;
    expect(queue.size()).toBe(0);
    expect(queue.size("a")).toBe(0);
    await queue.idle();
  });
});
