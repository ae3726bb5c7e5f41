import type { ReminderScheduled } from "../conversation/index.ts";
import type { NewReminder } from "../storage/index.ts";
import { type FieldProblem, findZoneProblem, readRecurrence, recurs } from "./recurrence/index.ts";
import { resolveTime, TIME_HINT, type TimeZones } from "./resolve-time.ts";

/** Where and when a reminder event is read. */
export interface ReadingPlace {
  readonly conversationId: string;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly timeZone: TimeZones;
  readonly createId: () => string;
}

export type ReadReminder = { readonly reminder: NewReminder } | { readonly problem: FieldProblem };

/**
 * A reminder event as a reminder to be stored. Events may come from outside, where their types are a wish. An expiry
 * that cannot be read is left out ({@link findExpiryProblem}): the reminder is worth more than its end.
 */
export function readReminder(event: ReminderScheduled, place: ReadingPlace): ReadReminder {
  const zoneProblem = findZoneProblem(event);
  if (zoneProblem !== null) return { problem: zoneProblem };
  const zones = { ...place.timeZone, conversation: event.time_zone ?? place.timeZone.conversation ?? null };
  const time: unknown = event.date_time;
  const start = typeof time === "string" ? resolveTime(time, zones) : null;
  if (start === null) {
    const message = `'${event.date_time ?? ""}' is no time.`;
    return { problem: { field: "date_time", message, hint: TIME_HINT } };
  }
  const read = readRecurrence(event, { start, now: place.now, zones });
  if ("problem" in read) return read;
  const id = place.createId();
  return {
    reminder: {
      id,
      conversationId: place.conversationId,
      name: event.name ?? id,
      intent: event.intent,
      entities: event.entities ?? null,
      dueAt: read.recurrence?.at ?? start,
      // What comes again and again is not meant for this conversation alone.
      killOnUserMessage: event.kill_on_user_msg ?? !recurs(event),
      expiresAfterMilliseconds: toMilliseconds(event.expires_after),
      recurrence: read.recurrence,
      ignoresQuietHours: event.ignore_quiet_hours === true,
    },
  };
}

/**
 * What is wrong with a reminder event, whatever the conversation and the time: what can never be carried out is refused
 * at once. That a rule has no time left is no such mistake; it may be told of the past.
 */
export function findReminderProblem(event: ReminderScheduled): FieldProblem | null {
  const place = {
    conversationId: "",
    now: Number.MIN_SAFE_INTEGER,
    timeZone: { project: null, server: "UTC" },
    createId: () => "",
  };
  const read = readReminder(event, place);
  return "problem" in read && read.problem.isOver !== true ? read.problem : null;
}

/** An expiry that cannot be read; the reminder is set without it. */
export function findExpiryProblem({ expires_after }: ReminderScheduled): FieldProblem | null {
  if (expires_after === null || expires_after === undefined || toMilliseconds(expires_after) !== null)
    return null;
  return {
    field: "expires_after",
    message: `expires_after is ${JSON.stringify(expires_after)}.`,
    hint: "Write expires_after as a number of seconds after the due time, e.g. 3600.",
  };
}

function toMilliseconds(seconds: unknown): number | null {
  return typeof seconds === "number" && Number.isFinite(seconds) && seconds >= 0
    ? Math.round(seconds * 1000)
    : null;
}
