import { TsbotError } from "./errors.ts";

/** Runs tasks of one key one after the other, in the order they came; tasks of different keys run side by side. */
export interface KeyedQueue {
  /**
   * Queues a task behind the others of its key. Throws `base/busy` at once when `limit` tasks of the key are waiting
   * already, so that a caller can answer 429 instead of piling up.
   */
  run<Result>(key: string, task: () => Promise<Result>): Promise<Result>;
  /** Resolves when nothing is queued or running. */
  idle(): Promise<void>;
  /** Tasks queued or running, of one key or of all. */
  size(key?: string): number;
}

/** @param options.limit how many tasks of one key may wait (default 100). */
export function createKeyedQueue(options: { readonly limit?: number } = {}): KeyedQueue {
  const limit = options.limit ?? 100;
  const tails = new Map<string, { tail: Promise<unknown>; count: number }>();
  let total = 0;
  let whenIdle: (() => void)[] = [];

  const release = (key: string): void => {
    const entry = tails.get(key);
    if (entry !== undefined && --entry.count === 0) tails.delete(key);
    if (--total === 0) {
      for (const resolve of whenIdle) resolve();
      whenIdle = [];
    }
  };

  return {
    run(key, task) {
      const entry = tails.get(key) ?? { tail: Promise.resolve(), count: 0 };
      if (entry.count > limit) {
        return Promise.reject(
          new TsbotError("base/busy", `Too many requests are waiting for '${key}'.`, {
            hint: "Wait for the earlier ones to be answered, then try again.",
          }),
        );
      }
      tails.set(key, entry);
      entry.count++;
      total++;
      const result = entry.tail.then(task, task);
      entry.tail = result.then(
        () => release(key),
        () => release(key),
      );
      return result;
    },
    idle: () => (total === 0 ? Promise.resolve() : new Promise((resolve) => whenIdle.push(resolve))),
    size: (key) => (key === undefined ? total : (tails.get(key)?.count ?? 0)),
  };
}
