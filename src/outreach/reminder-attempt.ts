import type { Clock, Logger } from "../base/index.ts";
import type { ConversationStore, Reminder } from "../storage/index.ts";
import { type AttemptOutcome, createDueAttempt, type FireOutcome } from "./due-attempt.ts";
import type { EndOccurrence } from "./end-occurrence.ts";
import { latestOccurrence } from "./occurrences.ts";

interface AttemptOptions {
  readonly store: ConversationStore;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly fire: (reminder: Reminder) => Promise<FireOutcome>;
  readonly endOccurrence: EndOccurrence;
  /** When this server began to fire reminders (epoch milliseconds). */
  readonly startedAt: () => number;
}

/** One attempt to fire a reminder. */
export function createReminderAttempt(
  options: AttemptOptions,
): (reminder: Reminder) => Promise<AttemptOutcome> {
  const { store, clock, fire, endOccurrence } = options;
  return createDueAttempt<Reminder>({
    ...options,
    kind: {
      name: "reminder",
      label: ({ name }) => name,
      fire,
      async expire(reminder) {
        if (!isExpired(reminder, clock.now())) return false;
        await endOccurrence(reminder, "expired", "It could not be fired before it expired.");
        return true;
      },
      isWaiting: async ({ id }) => (await store.listReminders({ id, status: "pending" })).length > 0,
      postpone: ({ id }, postponement) => store.postponeReminder(id, postponement),
      giveUp: (reminder, reason) => endOccurrence(reminder, "failed", reason),
    },
  });
}

function isExpired(reminder: Reminder, now: number): boolean {
  const { expiresAfterMilliseconds } = reminder;
  return (
    expiresAfterMilliseconds !== null && now > latestOccurrence(reminder, now) + expiresAfterMilliseconds
  );
}
