import type { Clock } from "../base/index.ts";
import type { ConversationStore, Reminder, ReminderEnd } from "../storage/index.ts";
import { continueAfter } from "./occurrences.ts";

interface EndingOptions {
  readonly store: ConversationStore;
  readonly clock: Clock;
  readonly createId: () => string;
  /** A next occurrence was set, due at `at` (epoch milliseconds). */
  readonly onScheduled: (at: number) => void;
}

/** Ends a pending reminder that cannot fire; one that recurs goes on with its next occurrence. */
export type EndOccurrence = (reminder: Reminder, status: ReminderEnd, reason: string) => Promise<void>;

export function createOccurrenceEnd({ store, clock, createId, onScheduled }: EndingOptions): EndOccurrence {
  return async (reminder, status, reason) => {
    const at = clock.now();
    const { next, missed } = continueAfter(reminder, at, createId);
    const whole = missed === null ? reason : `${reason} ${missed}`;
    const hasEnded = await store.endReminder(reminder.id, { status, reason: whole, at }, next ?? undefined);
    if (hasEnded && next !== null) onScheduled(next.dueAt);
  };
}
