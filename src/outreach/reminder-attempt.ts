import { type Clock, type Logger, toErrorMessage } from "../base/index.ts";
import { type ConversationStore, isStoreTrouble, type Reminder } from "../storage/index.ts";
import type { EndOccurrence } from "./end-occurrence.ts";
import { latestOccurrence } from "./occurrences.ts";

/** `held`: it waits for the end of quiet hours, which the store was told. */
export type FireOutcome = "fired" | "skipped" | "held";

interface AttemptOptions {
  readonly store: ConversationStore;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly fire: (reminder: Reminder) => Promise<FireOutcome>;
  readonly endOccurrence: EndOccurrence;
  /** When this server began to fire reminders (epoch milliseconds). */
  readonly startedAt: () => number;
}

/** How an attempt ended; `unrecorded`: the store failed, so it is due as before. */
export type AttemptOutcome = FireOutcome | "expired" | "postponed" | "failed" | "unrecorded";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/**
 * Waits between attempts of a reminder whose action fails, in milliseconds; after the last it has failed. Together
 * four and a half hours, so that an outage of what the action needs does not cost the reminder.
 */
const RETRY_AFTER = [SECOND, 5 * SECOND, 30 * SECOND, 5 * MINUTE, 15 * MINUTE, HOUR, 3 * HOUR] as const;

const CUT_OFF = "The server ended while it was being fired.";

/**
 * One attempt to fire a reminder: expired ones end with that reason; a failing one waits longer each time, then has
 * failed with its reason. Never throws: what could not be recorded is still pending and found again.
 *
 * One that was due before the server started may be what ended the last one (an action that exits the process), so
 * its attempt is counted before it is made: such a reminder waits longer each time and then has failed, instead of
 * ending every server for ever. The first such attempt waits for nothing, so that after a crash due order is kept.
 */
export function createReminderAttempt(
  options: AttemptOptions,
): (reminder: Reminder) => Promise<AttemptOutcome> {
  const { store, clock, logger, fire, endOccurrence } = options;

  const isExpired = (reminder: Reminder): boolean => {
    const { expiresAfterMilliseconds } = reminder;
    if (expiresAfterMilliseconds === null) return false;
    const now = clock.now();
    return now > latestOccurrence(reminder, now) + expiresAfterMilliseconds;
  };

  const expire = async (reminder: Reminder): Promise<AttemptOutcome> => {
    const { name, conversationId } = reminder;
    logger.warn("reminder expired", { reminder: name, conversationId });
    await endOccurrence(reminder, "expired", "It could not be fired before it expired.");
    return "expired";
  };

  const isPending = async ({ id }: Reminder): Promise<boolean> =>
    (await store.listReminders({ id, status: "pending" })).length > 0;

  const retryLater = async (reminder: Reminder, reason: string): Promise<AttemptOutcome> => {
    const wait = RETRY_AFTER[reminder.attempts];
    const attempts = reminder.attempts + 1;
    const fields = { reminder: reminder.name, conversationId: reminder.conversationId, attempts };
    if (wait === undefined) {
      logger.error(`reminder failed after ${attempts} attempts: ${reason}`, fields);
      await endOccurrence(reminder, "failed", reason);
      return "failed";
    }
    logger.warn(`reminder will be tried again: ${reason}`, fields);
    await store.postponeReminder(reminder.id, { attempts, nextAttemptAt: clock.now() + wait, reason });
    return "postponed";
  };

  /** False when it has ended a server too often. */
  const countBefore = async (reminder: Reminder): Promise<boolean> => {
    if (reminder.attempts > RETRY_AFTER.length) return false;
    const wait = RETRY_AFTER[reminder.attempts - 1] ?? 0;
    await store.postponeReminder(reminder.id, {
      attempts: reminder.attempts + 1,
      nextAttemptAt: clock.now() + wait,
      reason: CUT_OFF,
    });
    return true;
  };

  const attempt = async (reminder: Reminder): Promise<AttemptOutcome> => {
    if (isExpired(reminder)) return await expire(reminder);
    if (reminder.dueAt < options.startedAt() && !(await countBefore(reminder)))
      return await retryLater(reminder, CUT_OFF);
    let outcome: FireOutcome;
    try {
      outcome = await fire(reminder);
    } catch (error) {
      // The store's trouble is no failure of the reminder: it stays due, and is fired as soon as that is over.
      if (isStoreTrouble(error)) throw error;
      return await retryLater(reminder, toErrorMessage(error));
    }
    // One that is skipped and pending all the same would be due again at once, for ever.
    if (outcome === "skipped" && (await isPending(reminder))) {
      return await retryLater(reminder, "It was skipped although it is pending.");
    }
    return outcome;
  };

  return async (reminder) => {
    try {
      return await attempt(reminder);
    } catch (error) {
      const fields = { reminder: reminder.name, conversationId: reminder.conversationId };
      logger.error(`recording what became of a reminder failed: ${toErrorMessage(error)}`, fields);
      return "unrecorded";
    }
  };
}
