import { type Clock, type Logger, toErrorMessage } from "../base/index.ts";
import type { ConversationStore, Reminder } from "../storage/index.ts";

interface AttemptOptions {
  readonly store: ConversationStore;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly fire: (reminder: Reminder) => Promise<"fired" | "skipped">;
}

/** Waits between attempts of a reminder whose action fails, in milliseconds. After the last it has failed. */
const RETRY_AFTER = [1_000, 5_000, 30_000, 300_000] as const;

/**
 * One attempt to fire a reminder: expired ones end with that reason; a failing one waits longer each time, then has
 * failed with its reason. Never throws: what could not be recorded is still pending and found again.
 */
export function createReminderAttempt(options: AttemptOptions): (reminder: Reminder) => Promise<void> {
  const { store, clock, logger, fire } = options;

  const expire = async (reminder: Reminder): Promise<boolean> => {
    const { expiresAfterMilliseconds, dueAt, id, name } = reminder;
    if (expiresAfterMilliseconds === null || clock.now() <= dueAt + expiresAfterMilliseconds) return false;
    logger.warn("reminder expired", { reminder: name });
    await store.endReminder(id, "expired", "It could not be fired before it expired.", clock.now());
    return true;
  };

  const retryLater = async (reminder: Reminder, reason: string): Promise<void> => {
    const wait = RETRY_AFTER[reminder.attempts];
    const attempts = reminder.attempts + 1;
    if (wait === undefined) {
      logger.error(`reminder failed after ${attempts} attempts: ${reason}`, { reminder: reminder.name });
      await store.endReminder(reminder.id, "failed", reason, clock.now());
      return;
    }
    logger.warn(`reminder will be tried again: ${reason}`, { reminder: reminder.name, attempts });
    await store.postponeReminder(reminder.id, clock.now() + wait, reason);
  };

  return async (reminder) => {
    try {
      if (await expire(reminder)) return;
      const outcome = await fire(reminder);
      logger.debug(`reminder ${outcome}`, { reminder: reminder.name, lateBy: clock.now() - reminder.dueAt });
    } catch (error) {
      await retryLater(reminder, toErrorMessage(error)).catch((failure: unknown) => {
        logger.error(`recording a reminder's failure failed: ${toErrorMessage(failure)}`, {
          reminder: reminder.name,
        });
      });
    }
  };
}
