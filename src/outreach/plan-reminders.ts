import { assertNever } from "../base/index.ts";
import {
  type ConversationEvent,
  isExternal,
  type ReminderCancelled,
  type ReminderScheduled,
  type ReminderSnoozed,
} from "../conversation/index.ts";
import type { NewReminder, Reminder, ReminderChange } from "../storage/index.ts";
import { createPendingReminders, type PendingReminders } from "./pending-reminders.ts";
import { findExpiryProblem, type ReadingPlace, readReminder } from "./read-reminder.ts";
import type { FieldProblem } from "./recurrence/index.ts";
import { toCriteria } from "./reminder-criteria.ts";
import { planSnooze, readSnooze, SNOOZE_HINT } from "./snooze.ts";

export interface ReminderPlanRequest extends ReadingPlace {
  /** The new events of a turn, in order. */
  readonly events: readonly ConversationEvent[];
  /** False when a client sent the message by itself (it opened the chat); default true. */
  readonly isFromPerson?: boolean;
  /** The conversation's pending reminders. */
  readonly pending: readonly NewReminder[];
  /** Those that have fired, of the names that are to be snoozed; default none. */
  readonly fired?: readonly Reminder[];
}

/** An event that could not be carried out. The turn stays. */
export interface ReminderProblem {
  readonly message: string;
  readonly hint: string;
}

export interface ReminderPlan {
  readonly changes: readonly ReminderChange[];
  readonly problems: readonly ReminderProblem[];
}

/**
 * What a turn's events do to the reminders of its conversation (design: "Guarantees"). Identity is (conversation, name);
 * the same name replaces; messages of a person, and no other event, end those that ask for it; a restart ends all.
 * Pure: the changes are made true by the turn's commit.
 */
export function planReminderChanges(request: ReminderPlanRequest): ReminderPlan {
  const pending = createPendingReminders(request.pending);
  const problems = request.events.flatMap((event) => applyEvent(pending, event, request));
  return { changes: pending.changes(), problems };
}

/** Whether a turn with the event may change reminders, or what was set in a turn that it takes back. */
export function concernsReminders(event: ConversationEvent, isFromPerson: boolean): boolean {
  if (event.event === "user") return isFromPerson && !isExternal(event);
  return CONCERNING.has(event.event);
}

const CONCERNING: ReadonlySet<ConversationEvent["event"]> = new Set([
  "reminder",
  "cancel_reminder",
  "snooze_reminder",
  "restart",
  "rewind",
  "undo",
]);

type Problems = readonly ReminderProblem[];

function applyEvent(
  pending: PendingReminders,
  event: ConversationEvent,
  request: ReminderPlanRequest,
): Problems {
  switch (event.event) {
    case "user":
      if (request.isFromPerson !== false && !isExternal(event)) {
        const killed = pending.all().filter(({ killOnUserMessage }) => killOnUserMessage);
        pending.end(killed, "cancelled", "The person wrote before it was due (kill_on_user_msg).");
      }
      return [];
    case "reminder":
      return schedule(pending, event, request);
    case "cancel_reminder":
      return cancel(pending, event);
    case "snooze_reminder":
      return snooze(pending, event, request);
    case "restart":
      pending.end(pending.all(), "cancelled", "The conversation was restarted.");
      return [];
    default:
      ignore(event);
      return [];
  }
}

function schedule(
  pending: PendingReminders,
  event: ReminderScheduled,
  request: ReminderPlanRequest,
): Problems {
  const read = readReminder(event, request);
  if ("problem" in read) return [notSet(event, read.problem)];
  pending.schedule(read.reminder);
  const expiryProblem = findExpiryProblem(event);
  return expiryProblem === null ? [] : [withoutEnd(event, expiryProblem)];
}

function cancel(pending: PendingReminders, event: ReminderCancelled): Problems {
  const criteria = toCriteria(event);
  if (criteria.type === "unclear") return [criteria];
  if (criteria.type === "all") pending.end(pending.all(), "cancelled", "All reminders were cancelled.");
  else pending.end(pending.all().filter(criteria.matches), "cancelled", "Cancelled by an action.");
  return [];
}

function snooze(pending: PendingReminders, event: ReminderSnoozed, request: ReminderPlanRequest): Problems {
  const { name } = event;
  const by = readSnooze(event);
  if (by === null)
    return [notSnoozed(name, `for is ${JSON.stringify(event.for)}, which is no duration.`, SNOOZE_HINT)];
  const { now, createId, fired = [] } = request;
  const planned = planSnooze({
    pending: pending.find(name),
    fired: fired.filter((reminder) => reminder.name === name),
    by,
    now,
    createId,
  });
  if (planned === null)
    return [
      notSnoozed(name, "it is not pending and has not fired lately.", "Give the name it was set with."),
    ];
  pending.schedule(planned.reminder, planned.reason);
  return [];
}

function notSnoozed(name: string, message: string, hint: string): ReminderProblem {
  return { message: `The reminder '${name}' was not snoozed: ${message}`, hint };
}

/** The other events leave reminders alone; a new event type must be considered here. */
function ignore(
  event: Exclude<
    ConversationEvent,
    { event: "user" | "reminder" | "cancel_reminder" | "snooze_reminder" | "restart" }
  >,
): void {
  switch (event.event) {
    case "action":
    case "action_execution_rejected":
    case "active_loop":
    case "agent":
    case "bot":
    case "entities":
    case "export":
    case "followup":
    case "loop_interrupted":
    case "opt_in":
    case "opt_out":
    case "pause":
    case "reset_slots":
    case "resume":
    case "rewind":
    case "session_started":
    case "slot":
    case "subscribe":
    case "take_address":
    case "undo":
    case "unsubscribe":
    case "user_featurization":
      return;
    default:
      assertNever(event);
  }
}

function notSet({ name }: ReminderScheduled, { message, hint }: FieldProblem): ReminderProblem {
  return { message: `The reminder '${name ?? ""}' was not set: ${message}`, hint };
}

function withoutEnd({ name }: ReminderScheduled, { message, hint }: FieldProblem): ReminderProblem {
  return { message: `The reminder '${name ?? ""}' was set without an end: ${message}`, hint };
}
