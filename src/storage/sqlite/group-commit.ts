import { TsbotError } from "../../base/index.ts";
import type { SqliteDriver } from "./driver.ts";

/** Runs writes so that those that come together share one transaction and one sync to disk. */
export interface GroupCommit {
  /** Resolves when the write is durable; rejects with what it threw, in which case it changed nothing. */
  write<Result>(work: () => Result): Promise<Result>;
  /** Finishes what waits and refuses what comes after it with `storage/closed`. */
  close(): Promise<void>;
}

interface Waiting {
  readonly work: () => unknown;
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
}

/** Each write is a savepoint of its own: one that fails takes nothing of the others with it. */
export function createGroupCommit(driver: SqliteDriver): GroupCommit {
  const statements = prepareTransaction(driver);
  let isClosed = false;
  let waiting: Waiting[] = [];
  let whenEmpty: (() => void)[] = [];

  const runGroup = (): void => {
    const group = waiting;
    waiting = [];
    const outcomes = commitTogether(statements, group);
    for (const settle of outcomes) settle();
    if (waiting.length === 0) {
      for (const resolve of whenEmpty) resolve();
      whenEmpty = [];
    }
  };

  return {
    write: (work) =>
      new Promise((resolve, reject) => {
        if (isClosed) throw new TsbotError("storage/closed", "The store is closed.");
        waiting.push({ work, resolve, reject });
        // One turn of the event loop gathers what is ready now.
        if (waiting.length === 1) setImmediate(runGroup);
      }),
    close: () => {
      isClosed = true;
      return waiting.length === 0 ? Promise.resolve() : new Promise((resolve) => whenEmpty.push(resolve));
    },
  };
}

/** Runs the group in one transaction; the promises are settled by the caller, after the COMMIT. */
function commitTogether(
  statements: TransactionStatements,
  group: readonly Waiting[],
): readonly (() => void)[] {
  try {
    statements.begin.run();
    const settlements = group.map((waiting) => runAlone(statements, waiting));
    statements.commit.run();
    return settlements;
  } catch (error) {
    rollBack(statements);
    return group.map(
      ({ reject }) =>
        () =>
          reject(error),
    );
  }
}

/** Runs one write in its savepoint. Throws when the whole transaction is lost (full disk, I/O error). */
function runAlone(statements: TransactionStatements, { work, resolve, reject }: Waiting): () => void {
  statements.savepoint.run();
  try {
    const result = work() as never;
    statements.release.run();
    return () => resolve(result);
  } catch (error) {
    try {
      statements.rollBackTo.run();
      statements.release.run();
    } catch {
      throw error;
    }
    return () => reject(error);
  }
}

function rollBack(statements: TransactionStatements): void {
  try {
    statements.rollBack.run();
  } catch {
    // SQLite rolled back by itself.
  }
}

type TransactionStatements = ReturnType<typeof prepareTransaction>;

function prepareTransaction(driver: SqliteDriver) {
  return {
    begin: driver.prepare("BEGIN IMMEDIATE"),
    savepoint: driver.prepare("SAVEPOINT one"),
    release: driver.prepare("RELEASE one"),
    rollBackTo: driver.prepare("ROLLBACK TO one"),
    commit: driver.prepare("COMMIT"),
    rollBack: driver.prepare("ROLLBACK"),
  };
}
