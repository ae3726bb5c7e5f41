import { type Clock, type Logger, TsbotError, toErrorMessage } from "../base/index.ts";
import { isStoreTrouble } from "../storage/index.ts";

/** `held`: it waits for later, which the store was told. */
export type FireOutcome = "fired" | "skipped" | "held";

/** How an attempt ended; `unrecorded`: the store failed, so it is due as before. */
export type AttemptOutcome = FireOutcome | "expired" | "postponed" | "failed" | "unrecorded";

/** What is due: a reminder, an event from outside. */
interface DueItem {
  readonly conversationId: string;
  readonly dueAt: number;
  /** Attempts so far. */
  readonly attempts: number;
}

/** What the store has to be told of an attempt that failed. */
export interface Postponement {
  /** How many there were, this one included where it counts. */
  readonly attempts: number;
  readonly nextAttemptAt: number;
  readonly reason: string;
}

/** Whether the store was told of the attempt that is made already. */
export interface Counting {
  readonly isCounted: boolean;
}

/** What is done with one kind of due work. */
export interface DueKind<Item extends DueItem> {
  /** For the log: `reminder`. */
  readonly name: string;
  /** Tells one from the others in the log. */
  readonly label: (item: Item) => string;
  /**
   * What it is by now, where the attempt at another may have changed it since it was claimed (default: nothing has), or
   * what became of it.
   */
  readonly current?: (item: Item) => Promise<Item | Exclude<FireOutcome, "fired">>;
  /** Throws to be tried again. Where it is `held`, it gives an attempt that was counted back. */
  readonly fire: (item: Item, counting: Counting) => Promise<FireOutcome>;
  /** Ends what is too old to be worth it; false when it is not. */
  readonly expire: (item: Item) => Promise<boolean>;
  readonly isWaiting: (item: Item) => Promise<boolean>;
  readonly postpone: (item: Item, postponement: Postponement, counting: Counting) => Promise<void>;
  readonly giveUp: (item: Item, reason: string) => Promise<unknown>;
}

interface AttemptOptions<Item extends DueItem> {
  readonly kind: DueKind<Item>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** When this server began with such work (epoch milliseconds). */
  readonly startedAt: () => number;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/**
 * Waits between attempts of what fails, in milliseconds; after the last it has failed. Together four and a half hours, so
 * that an outage of what the action needs does not cost the reminder.
 */
const RETRY_AFTER = [SECOND, 5 * SECOND, 30 * SECOND, 5 * MINUTE, 15 * MINUTE, HOUR, 3 * HOUR] as const;

/** Waits after what is no failure of what is due, in milliseconds. */
const NOT_NOW_AFTER = 5 * SECOND;

/** Errors of a server that cannot do it now, whatever is due: these attempts do not count. */
const NOT_NOW: ReadonlySet<string> = new Set([
  "base/busy",
  "runtime/draining",
  "runtime/no-model",
  "runtime/outbox-full",
]);

const CUT_OFF = "The server ended while it was being fired.";

/**
 * One attempt at what is due: what expired ends with that reason; what fails waits longer each time, then has failed with
 * its reason. Never throws: what could not be recorded still waits and is found again.
 *
 * What was due before the server started may be what ended the last one (an action that exits the process), so its attempt
 * is counted before it is made: it waits longer each time and then has failed, instead of ending every server for ever.
 * The first such attempt waits for nothing, so that after a crash due order is kept.
 */
export function createDueAttempt<Item extends DueItem>(
  options: AttemptOptions<Item>,
): (item: Item) => Promise<AttemptOutcome> {
  const { kind, clock, logger } = options;
  const fieldsOf = (item: Item) => ({ [kind.name]: kind.label(item), conversationId: item.conversationId });

  const retryLater = async (item: Item, reason: string, counting: Counting): Promise<AttemptOutcome> => {
    const wait = RETRY_AFTER[item.attempts];
    const attempts = item.attempts + 1;
    const fields = { ...fieldsOf(item), attempts };
    if (wait === undefined) {
      logger.error(`${kind.name} failed after ${attempts} attempts: ${reason}`, fields);
      await kind.giveUp(item, reason);
      return "failed";
    }
    logger.warn(`${kind.name} will be tried again: ${reason}`, fields);
    await kind.postpone(item, { attempts, nextAttemptAt: clock.now() + wait, reason }, counting);
    return "postponed";
  };

  const waitUncounted = async (item: Item, reason: string, counting: Counting): Promise<"postponed"> => {
    logger.warn(`${kind.name} has to wait: ${reason}`, fieldsOf(item));
    const nextAttemptAt = clock.now() + NOT_NOW_AFTER;
    await kind.postpone(item, { attempts: item.attempts, nextAttemptAt, reason }, counting);
    return "postponed";
  };

  const afterFailure = async (item: Item, error: unknown, counting: Counting): Promise<AttemptOutcome> => {
    // The store's trouble is no failure of what is due: it stays so, and is fired as soon as that is over.
    if (isStoreTrouble(error)) throw error;
    if (isNotNow(error)) return await waitUncounted(item, error.message, counting);
    return await retryLater(item, toErrorMessage(error), counting);
  };

  /** False when it has ended a server too often. */
  const countBefore = async (item: Item): Promise<boolean> => {
    if (item.attempts > RETRY_AFTER.length) return false;
    const wait = RETRY_AFTER[item.attempts - 1] ?? 0;
    const next = { attempts: item.attempts + 1, nextAttemptAt: clock.now() + wait };
    await kind.postpone(item, { ...next, reason: CUT_OFF }, { isCounted: false });
    return true;
  };

  const attempt = async (item: Item): Promise<AttemptOutcome> => {
    if (await kind.expire(item)) {
      logger.warn(`${kind.name} expired`, fieldsOf(item));
      return "expired";
    }
    const isCounted = item.dueAt < options.startedAt();
    if (isCounted && !(await countBefore(item))) return await retryLater(item, CUT_OFF, { isCounted: false });
    let outcome: FireOutcome;
    try {
      outcome = await kind.fire(item, { isCounted });
    } catch (error) {
      return await afterFailure(item, error, { isCounted });
    }
    // One that is skipped and waits all the same would be due again at once, for ever.
    if (outcome === "skipped" && (await kind.isWaiting(item))) {
      return await retryLater(item, "It was skipped although it is pending.", { isCounted });
    }
    return outcome;
  };

  return async (item) => {
    try {
      // Before anything is counted: what is counted waits in the store for its next attempt, though this one goes on.
      const current = kind.current === undefined ? item : await kind.current(item);
      return typeof current === "string" ? current : await attempt(current);
    } catch (error) {
      logger.error(
        `recording what became of one ${kind.name} failed: ${toErrorMessage(error)}`,
        fieldsOf(item),
      );
      return "unrecorded";
    }
  };
}

function isNotNow(error: unknown): error is TsbotError {
  return TsbotError.isInstance(error) && NOT_NOW.has(error.code);
}
