import { afterEach, describe, expect, it } from "vitest";
import { createTaskPool, type TaskPool, toSparseRows, toTokenSequences } from "../../src/ml/index.ts";
import type { CrfTask, NetworkTask } from "../../src/ml/tasks/task.ts";

/** Twelve examples of three classes, each with two of ten features. */
function networkTask(seed: number): NetworkTask {
  const rows = toSparseRows(
    Array.from({ length: 12 }, (_, row) => ({
      indices: Int32Array.of(row % 3, 3 + (row % 7)),
      values: Float64Array.of(0.8, 0.6),
    })),
  );
  const labels = Uint32Array.from({ length: 12 }, (_, row) => row % 3);
  const kept = Uint32Array.from({ length: 10 }, (_, row) => row);
  const examples = { rows, labels, kept, heldOut: Uint32Array.of(10, 11) };
  const options = { features: 10, classes: 3, epochs: 20, seed };
  return { type: "network", examples, options };
}

const crfTask: CrfTask = {
  type: "crf",
  sequences: toTokenSequences(
    [1, 2, 3].map((word) => ({ tokens: [[0], [word]], sharedKeys: [9], sharedValues: [0.5] })),
  ),
  path: Uint16Array.of(0, 4, 0, 4, 0, 0),
  options: { kinds: 1, passes: 5, seed: 3, penalty: 0.1, costs: { invented: 3, missed: 4, mistaken: 3 } },
};

/** A task that no memory has room for. */
const tooLarge: NetworkTask = {
  ...networkTask(1),
  options: { ...networkTask(1).options, features: 2 ** 30 },
};

describe("a task pool", () => {
  const opened: TaskPool[] = [];
  const open = (threads: number, large?: number): TaskPool => {
    const pool = createTaskPool(threads, large);
    opened.push(pool);
    return pool;
  };
  afterEach(async () => {
    for (const pool of opened.splice(0)) await pool.close();
  });

  it("gives the same to the last bit on threads and without", async () => {
    const here = open(0);
    const there = open(2);
    for (const task of [networkTask(1), networkTask(2)])
      expect(await there.run(task)).toEqual(await here.run(task));
    expect(await there.run(crfTask)).toEqual(await here.run(crfTask));
  });

  it.each([1, 2])("does large tasks each in a thread of its own, %d at a time", async (threads) => {
    const pool = open(threads, 0);
    const here = open(0);
    const tasks = [networkTask(1), networkTask(2), networkTask(3), tooLarge, networkTask(4), networkTask(5)];
    const results = await Promise.allSettled(tasks.map((task) => pool.run(task)));
    for (const [at, task] of tasks.entries())
      expect(results[at]).toEqual(
        task === tooLarge
          ? expect.objectContaining({ status: "rejected" })
          : { status: "fulfilled", value: await here.run(task) },
      );
    expect(await pool.run(crfTask)).toEqual(await here.run(crfTask));
  });

  it("can be closed while a thread ends that a large task leaves behind", async () => {
    const pool = open(1, 0);
    const [first, second] = [pool.run(networkTask(1)), pool.run(networkTask(2))];
    await first;
    const rejected = expect(second).rejects.toThrow("ended");
    await pool.close();
    await rejected;
  });

  it.each([0, 1, 2])(
    "gives each task its own result, with %d threads, in whatever order they end",
    async (threads) => {
      const pool = open(threads);
      const seeds = [1, 2, 3, 4, 5];
      const expected = await Promise.all(seeds.map((seed) => open(0).run(networkTask(seed))));
      expect(await Promise.all(seeds.map((seed) => pool.run(networkTask(seed))))).toEqual(expected);
      const backwards = await Promise.all(seeds.toReversed().map((seed) => pool.run(networkTask(seed))));
      expect(backwards.toReversed()).toEqual(expected);
    },
  );

  it("scores the rows that were held out", async () => {
    const { scores } = await open(0).run(networkTask(1));
    expect(scores).toHaveLength(2 * 3);
  });

  it.each([0, 1])(
    "rejects for a task that fails, and does those behind it, with %d threads",
    async (threads) => {
      const pool = open(threads);
      const failing = pool.run(tooLarge);
      const behind = [pool.run(networkTask(1)), pool.run(networkTask(2)), pool.run(networkTask(3))];
      await expect(failing).rejects.toThrow();
      expect(await Promise.all(behind)).toEqual(
        await Promise.all([1, 2, 3].map((seed) => open(0).run(networkTask(seed)))),
      );
    },
  );

  it("rejects what runs and what waits when it is closed", async () => {
    const pool = open(1);
    const tasks = [1, 2, 3].map((seed) => pool.run(networkTask(seed)));
    const ended = Promise.allSettled(tasks);
    await pool.close();
    expect((await ended).map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
  });

  it("takes no task once it is closed", async () => {
    const pool = open(1);
    await pool.close();
    await expect(pool.run(crfTask)).rejects.toThrow();
    await pool.close();
  });

  // createTaskPool(0).run does not look at isClosed, as `run` promises to: a training that is given up goes on.
  it("takes no task once it is closed, without threads too", async () => {
    const pool = open(0);
    await pool.close();
    await expect(pool.run(crfTask)).rejects.toThrow();
  });
});
