import { TsbotError } from "../../base/index.ts";
import type { SqliteDriver } from "./driver.ts";
import type { LogSync } from "./log-sync.ts";

/** Runs writes so that those that come together share one transaction and one sync to disk. */
export interface GroupCommit {
  /**
   * Resolves when the write is durable; rejects with what it threw, in which case it changed nothing. The work may be run
   * twice, the first time being taken back.
   *
   * @param conversationId the only one it changes; none: it may change any
   */
  write<Result>(work: () => Result, conversationId?: string): Promise<Result>;
  /** Throws what a sync failed with: work whose outcome cannot be written is not to begin, as it may do something outside. */
  assertWritable(): void;
  /**
   * Resolves when all that can be read now is durable, of a conversation or everywhere. What is read before may only go
   * into writes, which are durable after it. Throws what a sync failed with: nobody knows what of it the disk has.
   */
  durable(conversationId?: string): Promise<void>;
  /** Finishes what waits and refuses what comes after it with `storage/closed`. */
  close(): Promise<void>;
}

interface Waiting {
  readonly work: () => unknown;
  readonly conversationId: string | undefined;
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
}

/** What is committed and not known to be durable. */
interface Syncing {
  /** Undefined among them: it may be anything. */
  readonly conversations: ReadonlySet<string | undefined>;
  readonly done: Promise<void>;
}

/**
 * Writes wait while a sync runs, and form the next group. After a sync that failed nobody knows what the disk has, and a
 * further one may succeed without having written it: all writes are refused from then on.
 *
 * @param log none where nothing has to be synced
 */
export function createGroupCommit(
  driver: SqliteDriver,
  log: Pick<LogSync, "run"> | null = null,
): GroupCommit {
  const statements = prepareTransaction(driver);
  let isClosed = false;
  let isScheduled = false;
  let failure: unknown = null;
  let syncing: Syncing | null = null;
  let waiting: Waiting[] = [];
  const whenEmpty: (() => void)[] = [];

  /** One turn of the event loop gathers what is ready now. */
  const schedule = (): void => {
    isScheduled = waiting.length > 0;
    if (isScheduled) setImmediate(runGroup);
    else for (const resolve of whenEmpty.splice(0)) resolve();
  };
  const end = (settlements: readonly (() => void)[]): void => {
    for (const settle of settlements) settle();
    schedule();
  };
  const fail = (group: readonly Waiting[], error: unknown): void => {
    failure = error;
    end(
      [...group, ...waiting.splice(0)].map(
        ({ reject }) =>
          () =>
            reject(error),
      ),
    );
  };
  const runGroup = (): void => {
    const group = waiting;
    waiting = [];
    const { isCommitted, settlements } = commitTogether(statements, group);
    if (log === null || !isCommitted) {
      end(settlements);
      return;
    }
    const done = log.run();
    const conversations = new Set(group.map(({ conversationId }) => conversationId));
    syncing = { conversations, done };
    done.then(
      () => {
        syncing = null;
        end(settlements);
      },
      (error: unknown) => fail(group, error),
    );
  };

  return {
    write: (work, conversationId) =>
      new Promise((resolve, reject) => {
        if (isClosed) throw new TsbotError("storage/closed", "The store is closed.");
        if (failure !== null) throw failure;
        waiting.push({ work, conversationId, resolve, reject });
        if (!isScheduled) schedule();
      }),
    assertWritable() {
      if (failure !== null) throw failure;
    },
    async durable(conversationId) {
      if (failure !== null) throw failure;
      if (syncing === null) return;
      const { conversations, done } = syncing;
      const concerns = conversationId === undefined || conversations.has(conversationId);
      if (concerns || conversations.has(undefined)) await done;
    },
    close: () => {
      isClosed = true;
      return isScheduled ? new Promise((resolve) => whenEmpty.push(resolve)) : Promise.resolve();
    },
  };
}

interface Outcome {
  readonly isCommitted: boolean;
  /** Settle the promises, once that is durable. */
  readonly settlements: readonly (() => void)[];
}

/**
 * Runs the group in one transaction. Most groups have no write that fails; one that has is taken back and run again with
 * each write in a savepoint of its own, so that the one takes nothing of the others with it.
 */
function commitTogether(statements: TransactionStatements, group: readonly Waiting[]): Outcome {
  const plain = attempt(statements, group, ({ work, resolve }) => {
    const result = work() as never;
    return () => resolve(result);
  });
  const outcome =
    plain.error !== undefined && group.length > 1
      ? attempt(statements, group, (waiting) => runAlone(statements, waiting))
      : plain;
  if (outcome.error === undefined) return { isCommitted: true, settlements: outcome.settlements };
  const { error } = outcome.error;
  return {
    isCommitted: false,
    settlements: group.map(
      ({ reject }) =>
        () =>
          reject(error),
    ),
  };
}

type Attempt =
  | { readonly error?: never; readonly settlements: readonly (() => void)[] }
  | { readonly error: { readonly error: unknown } };

function attempt(
  statements: TransactionStatements,
  group: readonly Waiting[],
  run: (waiting: Waiting) => () => void,
): Attempt {
  try {
    statements.begin.run();
    const settlements = group.map(run);
    statements.commit.run();
    return { settlements };
  } catch (error) {
    rollBack(statements);
    return { error: { error } };
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
