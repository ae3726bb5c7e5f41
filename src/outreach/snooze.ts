import { toIsoTime } from "../base/index.ts";
import type { ReminderSnoozed } from "../conversation/index.ts";
import type { NewReminder, Reminder } from "../storage/index.ts";
import { DURATION_HINT, type Duration, durationInWords, parseDuration, toMilliseconds } from "./duration.ts";

export interface SnoozeRequest {
  /** The pending reminder of the name, or null. */
  readonly pending: NewReminder | null;
  /** Reminders of the name that have fired. */
  readonly fired: readonly Reminder[];
  readonly by: Duration;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly createId: () => string;
}

/** What takes the place of the pending reminder of the name, if there is one. */
export interface Snooze {
  readonly reminder: NewReminder;
  /** Why the pending one ends. */
  readonly reason: string;
}

/**
 * Puts a reminder off. A pending one is due so much later (counted from now when it is overdue); one that has fired
 * comes once more, so long from now. Of a reminder that recurs the occurrence that is nearer to now is meant, and its
 * series goes on as it was. Null when there is nothing to put off.
 */
export function planSnooze({ pending, fired, by, now, createId }: SnoozeRequest): Snooze | null {
  const chosen = choose(pending, latestFired(fired), now);
  if (chosen === null) return null;
  const dueAt = Math.max(now, chosen === pending ? chosen.dueAt : now) + toMilliseconds(by);
  return {
    reason: `Snoozed by ${durationInWords(by)}, to ${toIsoTime(dueAt)}.`,
    reminder: {
      id: createId(),
      conversationId: chosen.conversationId,
      name: chosen.name,
      intent: chosen.intent,
      entities: chosen.entities,
      dueAt,
      killOnUserMessage: chosen.killOnUserMessage,
      expiresAfterMilliseconds: chosen.expiresAfterMilliseconds,
      recurrence: chosen.recurrence,
      ignoresQuietHours: chosen.ignoresQuietHours,
    },
  };
}

function choose(
  pending: NewReminder | null,
  fired: Reminder | null,
  now: number,
): NewReminder | Reminder | null {
  if (pending === null || fired === null) return pending ?? fired;
  // A one-off of the same name is another matter than the one that fired before it.
  if (pending.recurrence === null || fired.recurrence?.start !== pending.recurrence.start) return pending;
  return now - (fired.endedAt ?? 0) <= pending.dueAt - now ? fired : pending;
}

function latestFired(reminders: readonly Reminder[]): Reminder | null {
  let latest: Reminder | null = null;
  for (const reminder of reminders) {
    if (latest === null || (reminder.endedAt ?? 0) >= (latest.endedAt ?? 0)) latest = reminder;
  }
  return latest;
}

/** How long an event puts a reminder off, or null; a number means seconds. */
export function readSnooze({ for: given }: Pick<ReminderSnoozed, "for">): Duration | null {
  return parseDuration(typeof given === "number" ? `${given}s` : String(given));
}

export const SNOOZE_HINT = DURATION_HINT;
