import { assertNever } from "../base/index.ts";
import { type ConversationEvent, isExternal, type ReminderScheduled } from "../conversation/index.ts";
import { type NewReminder, REPLACED_REASON, type Reminder, type ReminderChange } from "../storage/index.ts";
import { type Candidate, toCriteria } from "./reminder-criteria.ts";
import { resolveTime, TIME_HINT, type TimeZones } from "./resolve-time.ts";

export interface ReminderPlanRequest {
  readonly conversationId: string;
  /** The new events of a turn, in order. */
  readonly events: readonly ConversationEvent[];
  /** False when a client sent the message by itself (it opened the chat); default true. */
  readonly isFromPerson?: boolean;
  /** The conversation's pending reminders. */
  readonly pending: readonly Reminder[];
  /** Epoch milliseconds. */
  readonly now: number;
  readonly timeZone: TimeZones;
  readonly createId: () => string;
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

/** A reminder that is pending at some point of the turn. */
interface Pending extends Candidate {
  readonly id: string;
  readonly killOnUserMessage: boolean;
}

/**
 * What a turn's events do to the reminders of its conversation (design: "Guarantees"). Identity is (conversation, name);
 * the same name replaces; messages of a person, and no other event, end those that ask for it; a restart ends all.
 * Pure: the changes are made true by the turn's commit.
 */
export function planReminderChanges(request: ReminderPlanRequest): ReminderPlan {
  const changes: ReminderChange[] = [];
  const problems: ReminderProblem[] = [];
  let pending: readonly Pending[] = request.pending;

  const end = (ended: readonly Pending[], status: "cancelled" | "replaced", reason: string): void => {
    for (const { id } of ended) changes.push({ type: "end", id, status, reason });
    pending = pending.filter((reminder) => !ended.includes(reminder));
  };

  const schedule = (event: ReminderScheduled): void => {
    const reminder = toReminder(event, request);
    if (reminder === null) {
      problems.push(unreadableTime(event));
      return;
    }
    if (hasExpiry(event) && reminder.expiresAfterMilliseconds === null)
      problems.push(unreadableExpiry(event));
    const namesakes = pending.filter(({ name }) => name === reminder.name);
    end(namesakes, "replaced", REPLACED_REASON);
    changes.push({ type: "schedule", reminder });
    pending = [...pending, reminder];
  };

  for (const event of request.events) {
    switch (event.event) {
      case "user":
        if (request.isFromPerson !== false && !isExternal(event)) {
          const killed = pending.filter(({ killOnUserMessage }) => killOnUserMessage);
          end(killed, "cancelled", "The person wrote before it was due (kill_on_user_msg).");
        }
        break;
      case "reminder":
        schedule(event);
        break;
      case "cancel_reminder": {
        const criteria = toCriteria(event);
        if (criteria.type === "unclear") problems.push(criteria);
        else if (criteria.type === "all") end(pending, "cancelled", "All reminders were cancelled.");
        else end(pending.filter(criteria.matches), "cancelled", "Cancelled by an action.");
        break;
      }
      case "restart":
        end(pending, "cancelled", "The conversation was restarted.");
        break;
      default:
        ignore(event);
    }
  }
  return { changes, problems };
}

/** The other events leave reminders alone; a new event type must be considered here. */
function ignore(
  event: Exclude<ConversationEvent, { event: "user" | "reminder" | "cancel_reminder" | "restart" }>,
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
    case "pause":
    case "reset_slots":
    case "resume":
    case "rewind":
    case "session_started":
    case "slot":
    case "undo":
    case "user_featurization":
      return;
    default:
      assertNever(event);
  }
}

function toReminder(event: ReminderScheduled, request: ReminderPlanRequest): NewReminder | null {
  // Events may come from outside, where the type is a wish.
  const time: unknown = event.date_time;
  const dueAt = typeof time === "string" ? resolveTime(time, request.timeZone) : null;
  if (dueAt === null) return null;
  const id = request.createId();
  return {
    id,
    conversationId: request.conversationId,
    name: event.name ?? id,
    intent: event.intent,
    entities: event.entities ?? null,
    dueAt,
    killOnUserMessage: event.kill_on_user_msg ?? true,
    expiresAfterMilliseconds: toMilliseconds(event.expires_after),
    recurrence: null,
    ignoresQuietHours: false,
  };
}

function hasExpiry({ expires_after }: ReminderScheduled): boolean {
  return expires_after !== null && expires_after !== undefined;
}

function toMilliseconds(seconds: unknown): number | null {
  return typeof seconds === "number" && Number.isFinite(seconds) && seconds >= 0
    ? Math.round(seconds * 1000)
    : null;
}

function unreadableTime({ name, date_time }: ReminderScheduled): ReminderProblem {
  return {
    message: `The reminder '${name ?? ""}' was not set: '${date_time ?? ""}' is no time.`,
    hint: TIME_HINT,
  };
}

function unreadableExpiry({ name, expires_after }: ReminderScheduled): ReminderProblem {
  return {
    message: `The reminder '${name ?? ""}' was set without an end: expires_after is ${JSON.stringify(expires_after)}.`,
    hint: "Write expires_after as a number of seconds after the due time, e.g. 3600.",
  };
}
