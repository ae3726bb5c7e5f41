import type { SqliteDriver } from "./driver.ts";

/** Runs writes so that those that come together share one transaction and one sync to disk. */
export interface GroupCommit {
  /** Resolves when the write is durable; rejects with what it threw, in which case it changed nothing. */
  write<Result>(work: () => Result): Promise<Result>;
  /** Resolves when nothing is waiting. */
  flush(): Promise<void>;
}

interface Waiting {
  readonly work: () => unknown;
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
}

/** Each write is a savepoint of its own: one that fails takes nothing of the others with it. */
export function createGroupCommit(driver: SqliteDriver): GroupCommit {
  let waiting: Waiting[] = [];
  let whenEmpty: (() => void)[] = [];

  const runGroup = (): void => {
    const group = waiting;
    waiting = [];
    const outcomes = commitTogether(driver, group);
    for (const settle of outcomes) settle();
    if (waiting.length === 0) {
      for (const resolve of whenEmpty) resolve();
      whenEmpty = [];
    }
  };

  return {
    write: (work) =>
      new Promise((resolve, reject) => {
        waiting.push({ work, resolve, reject });
        // One turn of the event loop gathers what is ready now.
        if (waiting.length === 1) setImmediate(runGroup);
      }),
    flush: () =>
      waiting.length === 0 ? Promise.resolve() : new Promise((resolve) => whenEmpty.push(resolve)),
  };
}

/** Runs the group in one transaction; the promises are settled by the caller, after the COMMIT. */
function commitTogether(driver: SqliteDriver, group: readonly Waiting[]): readonly (() => void)[] {
  const settlements: (() => void)[] = [];
  try {
    driver.exec("BEGIN IMMEDIATE");
    for (const { work, resolve, reject } of group) {
      driver.exec("SAVEPOINT one");
      try {
        const result = work() as never;
        settlements.push(() => resolve(result));
      } catch (error) {
        driver.exec("ROLLBACK TO one");
        settlements.push(() => reject(error));
      }
      driver.exec("RELEASE one");
    }
    driver.exec("COMMIT");
    return settlements;
  } catch (error) {
    rollBack(driver);
    return group.map(
      ({ reject }) =>
        () =>
          reject(error),
    );
  }
}

function rollBack(driver: SqliteDriver): void {
  try {
    driver.exec("ROLLBACK");
  } catch {
    // SQLite rolled back by itself (full disk, I/O error).
  }
}
