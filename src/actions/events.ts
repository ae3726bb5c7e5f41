import { type JsonObject, type JsonValue, toIsoTime } from "../base/index.ts";
import type {
  ConversationEvent,
  ReminderCancelled,
  ReminderScheduled,
  ReminderSnoozed,
  TopicSubscribed,
  TopicUnsubscribed,
} from "../conversation/index.ts";

// Makers of events, by rasa_sdk's names in camelCase (rasa_sdk/events.py 3.6). Plain data: return them from an action.

/** Sets a slot; null unsets it. */
export function slotSet(name: string, value: JsonValue): ConversationEvent {
  return { event: "slot", name, value };
}

/** Sets every slot back to its initial value. */
export function allSlotsReset(): ConversationEvent {
  return { event: "reset_slots" };
}

/** What a reminder is scheduled with. */
export interface ReminderOptions {
  /** The external intent that fires when it is due, e.g. `EXTERNAL_reminder`. */
  readonly intent: string;
  /** Epoch milliseconds, a Date, or ISO 8601 text (without a zone: the conversation's, project's or server's). */
  readonly at: number | string | { getTime(): number };
  /** Travel with the event: a list as of a message, or a map from entity to value. */
  readonly entities?: readonly JsonObject[] | JsonObject;
  /** Identity within the conversation: the same name again replaces it. Made up when absent. */
  readonly name?: string;
  /**
   * Whether a message of the person before it is due cancels it (default true, as in Rasa; false for one that comes
   * again and again, which it would end for good).
   */
  readonly killOnUserMessage?: boolean;
  /** Seconds after the due time from which it is not worth firing any more (default: always worth it). */
  readonly expiresAfter?: number;
  /**
   * It comes again and again, first at `at`: a duration (`1 day`, `2 hours`), or a number of seconds. Days, weeks and
   * months count on the calendar of the zone, so that the time of day stays. One of `every`, `cron` and `rrule`.
   */
  readonly every?: string | number;
  /** Five fields of a crontab line (`0 9 * * MON-FRI`), from `at` on. */
  readonly cron?: string;
  /** A recurrence rule of RFC 5545 (`FREQ=WEEKLY;BYDAY=MO,TH`), from `at` on and at its time of day. */
  readonly rrule?: string;
  /** IANA name of the zone of `at`, `until` and the rule (default: the conversation's, project's or server's). */
  readonly timeZone?: string;
  /** How often it comes in all, 1 to 1,000 (default: for ever). */
  readonly count?: number;
  /** The last moment at which it may come, as `at`; a day alone means all of it. */
  readonly until?: ReminderOptions["at"];
  /** Fires also in quiet hours (default false). */
  readonly ignoreQuietHours?: boolean;
}

/** Schedules a reminder. It is durable once the turn is committed. */
export function reminderScheduled(options: ReminderOptions): ReminderScheduled {
  const { intent, at, entities, name, killOnUserMessage, expiresAfter } = options;
  const recurs = [options.every, options.cron, options.rrule].some((rule) => rule !== undefined);
  return {
    event: "reminder",
    intent,
    entities: entities ?? null,
    date_time: toDateTime(at),
    name: name ?? null,
    kill_on_user_msg: killOnUserMessage ?? !recurs,
    ...(expiresAfter !== undefined && { expires_after: expiresAfter }),
    ...recurrenceOf(options),
  };
}

function recurrenceOf(options: ReminderOptions): Partial<ReminderScheduled> {
  const { every, cron, rrule, timeZone, count, until, ignoreQuietHours } = options;
  return {
    ...(every !== undefined && { every }),
    ...(cron !== undefined && { cron }),
    ...(rrule !== undefined && { rrule }),
    ...(timeZone !== undefined && { time_zone: timeZone }),
    ...(count !== undefined && { count }),
    ...(until !== undefined && { until: toDateTime(until) }),
    ...(ignoreQuietHours !== undefined && { ignore_quiet_hours: ignoreQuietHours }),
  };
}

/**
 * Puts a reminder off: a pending one is due so much later, one that has fired comes once more so long from now.
 *
 * @param by a duration (`10m`, `2 hours`, `1 day`), or a number of seconds
 */
export function reminderSnoozed(name: string, by: string | number): ReminderSnoozed {
  return { event: "snooze_reminder", name, for: by };
}

function toDateTime(at: ReminderOptions["at"]): string {
  if (typeof at === "string") return at;
  return toIsoTime(typeof at === "number" ? at : at.getTime());
}

/** Cancels reminders of this conversation: all, or those that match every given field. */
export function reminderCancelled(
  criteria: {
    readonly name?: string;
    readonly intent?: string;
    readonly entities?: readonly JsonObject[] | JsonObject;
  } = {},
): ReminderCancelled {
  return { event: "cancel_reminder", ...criteria };
}

/**
 * From now on, events that are posted to the topic reach this conversation.
 *
 * @param topic 1 to 200 letters (a to z), digits and `.`, `_`, `-`, `:`, `/`
 */
export function subscribed(topic: string): TopicSubscribed {
  return { event: "subscribe", topic };
}

/** Events of the topic reach this conversation no more; without a topic, those of no topic do. */
export function unsubscribed(topic?: string): TopicUnsubscribed {
  return { event: "unsubscribe", topic: topic ?? null };
}

/** The person wants no events from outside; reminders still come. */
export function optedOut(): ConversationEvent {
  return { event: "opt_out" };
}

/** The person wants them again. */
export function optedIn(): ConversationEvent {
  return { event: "opt_in" };
}

/**
 * The conversation takes a name of the address book, so that events from outside find it (`tsbot trigger --to`). One that
 * another conversation has stays there, and the log says so.
 *
 * @param name 1 to 200 letters (a to z), digits and `.`, `_`, `-`, `:`, `/`, `@`, `+`
 */
export function addressTaken(name: string): ConversationEvent {
  return { event: "take_address", name };
}

/** The next action, whatever the policies think. */
export function followupAction(name: string): ConversationEvent {
  return { event: "followup", name };
}

/** Starts the conversation over. */
export function restarted(): ConversationEvent {
  return { event: "restart" };
}

/** Begins a new session. */
export function sessionStarted(): ConversationEvent {
  return { event: "session_started" };
}

/** Takes the latest message back, and what followed it. */
export function userUtteranceReverted(): ConversationEvent {
  return { event: "rewind" };
}

/** Takes the latest action back. */
export function actionReverted(): ConversationEvent {
  return { event: "undo" };
}

/** Logs messages, but does not answer, until it is resumed. */
export function conversationPaused(): ConversationEvent {
  return { event: "pause" };
}

/** Answers again. */
export function conversationResumed(): ConversationEvent {
  return { event: "resume" };
}

/** Activates a form, or deactivates the active one with null. */
export function activeLoop(name: string | null): ConversationEvent {
  return { event: "active_loop", name };
}

/** Records that an action ran. */
export function actionExecuted(name: string): ConversationEvent {
  return { event: "action", name, policy: null, confidence: null, action_text: null, hide_rule_turn: false };
}

/** Records that an action declined. */
export function actionExecutionRejected(name: string): ConversationEvent {
  return { event: "action_execution_rejected", name, policy: null, confidence: null };
}
