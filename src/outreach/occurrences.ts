import { toIsoTime } from "../base/index.ts";
import type { NewReminder, Reminder } from "../storage/index.ts";
import { follow, MOST_COUNTED } from "./recurrence/index.ts";

/** How a reminder that ends now goes on. */
export interface Continuation {
  /** The next occurrence, to be set in the transaction that ends this one. */
  readonly next: NewReminder | null;
  /** What became of the occurrences between this one and now, for its reason; null when there were none. */
  readonly missed: string | null;
}

/** What comes after an occurrence that ends now. */
export function continueAfter(reminder: Reminder, now: number, createId: () => string): Continuation {
  const { recurrence } = reminder;
  if (recurrence === null) return { next: null, missed: null };
  const { next, missed } = follow(recurrence, now);
  return {
    next: next === null ? null : occurrenceOf(reminder, next, createId()),
    missed: missed === null ? null : missedInWords(missed.count, recurrence.at, missed.latest),
  };
}

/** The latest occurrence up to now, which a firing now stands for (epoch milliseconds). */
export function latestOccurrence({ recurrence, dueAt }: Reminder, now: number): number {
  const missed = recurrence === null ? null : follow(recurrence, now).missed;
  return Math.max(dueAt, missed?.latest ?? dueAt);
}

function occurrenceOf(
  reminder: Reminder,
  recurrence: NonNullable<Reminder["recurrence"]>,
  id: string,
): NewReminder {
  const { conversationId, name, intent, entities, killOnUserMessage, expiresAfterMilliseconds } = reminder;
  return {
    id,
    conversationId,
    name,
    intent,
    entities,
    dueAt: recurrence.at,
    killOnUserMessage,
    expiresAfterMilliseconds,
    recurrence,
    ignoresQuietHours: reminder.ignoresQuietHours,
  };
}

function missedInWords(count: number, first: number, latest: number): string {
  const number = count > MOST_COUNTED ? `more than ${MOST_COUNTED}` : String(count);
  const others = count === 1 ? "1 later occurrence" : `${number} later occurrences`;
  return `It stands also for ${others}, from ${toIsoTime(first)} to ${toIsoTime(latest)}, that came due meanwhile.`;
}
