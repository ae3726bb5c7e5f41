import { type JsonObject, type JsonValue, toIsoTime } from "../base/index.ts";
import type { ConversationEvent, ReminderCancelled, ReminderScheduled } from "../conversation/index.ts";

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
  /** Whether a message of the person before it is due cancels it (default true, as in Rasa). */
  readonly killOnUserMessage?: boolean;
  /** Seconds after the due time from which it is not worth firing any more (default: always worth it). */
  readonly expiresAfter?: number;
}

/** Schedules a reminder. It is durable once the turn is committed. */
export function reminderScheduled(options: ReminderOptions): ReminderScheduled {
  const { intent, at, entities, name, killOnUserMessage, expiresAfter } = options;
  return {
    event: "reminder",
    intent,
    entities: entities ?? null,
    date_time: toDateTime(at),
    name: name ?? null,
    kill_on_user_msg: killOnUserMessage ?? true,
    ...(expiresAfter !== undefined && { expires_after: expiresAfter }),
  };
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
