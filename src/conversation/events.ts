import type { JsonObject, JsonValue } from "../base/index.ts";
import type { BotMessageData } from "./messages.ts";
import type { Entity, ParseResult } from "./parse-result.ts";

/** What all events carry. Shapes and names are Rasa 3.6's wire format, letter for letter. */
interface EventBase {
  /** Epoch seconds; absent until the event is committed. */
  readonly timestamp?: number;
  readonly metadata?: JsonObject;
}

// What people, bots and devices said

/** A user's message, or an external event (`metadata.is_external`, text `EXTERNAL: <intent>`). */
export interface UserUttered extends EventBase {
  readonly event: "user";
  readonly text: string | null;
  readonly parse_data: ParseResult;
  readonly input_channel: string | null;
  readonly message_id: string | null;
}

export interface BotUttered extends EventBase {
  readonly event: "bot";
  readonly text: string | null;
  readonly data: BotMessageData;
}

/** A human agent's message. */
export interface AgentUttered extends EventBase {
  readonly event: "agent";
  readonly text: string | null;
  readonly data: JsonValue;
}

// What the assistant did

export interface ActionExecuted extends EventBase {
  readonly event: "action";
  readonly name: string | null;
  readonly policy: string | null;
  readonly confidence: number | null;
  readonly action_text: string | null;
  readonly hide_rule_turn: boolean;
}

export interface ActionExecutionRejected extends EventBase {
  readonly event: "action_execution_rejected";
  readonly name: string;
  readonly policy: string | null;
  readonly confidence: number | null;
}

export interface UserFeaturization extends EventBase {
  readonly event: "user_featurization";
  readonly use_text_for_featurization: boolean;
}

export interface EntitiesAdded extends EventBase {
  readonly event: "entities";
  readonly entities: readonly Entity[];
}

// What is remembered

export interface SlotSet extends EventBase {
  readonly event: "slot";
  readonly name: string;
  readonly value: JsonValue;
}

export interface AllSlotsReset extends EventBase {
  readonly event: "reset_slots";
}

export interface ActiveLoop extends EventBase {
  readonly event: "active_loop";
  readonly name: string | null;
}

export interface LoopInterrupted extends EventBase {
  readonly event: "loop_interrupted";
  readonly is_interrupted: boolean;
}

// What steers the conversation

export interface SessionStarted extends EventBase {
  readonly event: "session_started";
}

export interface Restarted extends EventBase {
  readonly event: "restart";
}

export interface UserUtteranceReverted extends EventBase {
  readonly event: "rewind";
}

export interface ActionReverted extends EventBase {
  readonly event: "undo";
}

export interface FollowupAction extends EventBase {
  readonly event: "followup";
  readonly name: string;
}

export interface ConversationPaused extends EventBase {
  readonly event: "pause";
}

export interface ConversationResumed extends EventBase {
  readonly event: "resume";
}

export interface StoryExported extends EventBase {
  readonly event: "export";
  readonly path?: string | null;
}

// What reaches out later

export interface ReminderScheduled extends EventBase {
  readonly event: "reminder";
  readonly intent: string;
  readonly entities: readonly JsonValue[] | JsonObject | null;
  /** ISO 8601; without a zone it is read in the conversation's, project's or server's zone. */
  readonly date_time: string;
  readonly name: string | null;
  readonly kill_on_user_msg: boolean;
  /** Of tsbot: seconds after the due time from which it is no longer worth firing. */
  readonly expires_after?: number | null;
  /** Of tsbot: how it recurs, by one of `every` (`1 day`, or seconds), `cron` and `rrule`. */
  readonly every?: string | number | null;
  readonly cron?: string | null;
  readonly rrule?: string | null;
  /** Of tsbot: IANA zone of the times that name none, in place of the conversation's. */
  readonly time_zone?: string | null;
  /** Of tsbot: how often it recurs in all, and the last moment (ISO 8601) at which it may. */
  readonly count?: number | null;
  readonly until?: string | null;
  /** Of tsbot: whether it fires also in quiet hours (default false). */
  readonly ignore_quiet_hours?: boolean | null;
}

export interface ReminderCancelled extends EventBase {
  readonly event: "cancel_reminder";
  readonly name?: string | null;
  readonly intent?: string | null;
  readonly entities?: readonly JsonValue[] | JsonObject | null;
}

/** Of tsbot: puts a pending reminder, or the one that has just fired, off. */
export interface ReminderSnoozed extends EventBase {
  readonly event: "snooze_reminder";
  readonly name: string;
  /** `10m`, `2 hours`, `1 day`, or seconds. */
  readonly for: string | number;
}

/** Of tsbot: from now on, events that are posted to the topic reach the conversation. */
export interface TopicSubscribed extends EventBase {
  readonly event: "subscribe";
  readonly topic: string;
}

/** Of tsbot: they reach it no more; without a topic, those of no topic do. */
export interface TopicUnsubscribed extends EventBase {
  readonly event: "unsubscribe";
  readonly topic?: string | null;
}

/** Of tsbot: the person wants no events from outside, of whatever topic. What they asked for themselves still comes. */
export interface OptedOut extends EventBase {
  readonly event: "opt_out";
}

/** Of tsbot: the person wants them again. */
export interface OptedIn extends EventBase {
  readonly event: "opt_in";
}

/** Of tsbot: the conversation takes a name of the address book, unless another has it. */
export interface AddressTaken extends EventBase {
  readonly event: "take_address";
  readonly name: string;
}

/** One thing that happened in a conversation. */
export type ConversationEvent =
  | UserUttered
  | BotUttered
  | AgentUttered
  | ActionExecuted
  | ActionExecutionRejected
  | UserFeaturization
  | EntitiesAdded
  | SlotSet
  | AllSlotsReset
  | ActiveLoop
  | LoopInterrupted
  | SessionStarted
  | Restarted
  | UserUtteranceReverted
  | ActionReverted
  | FollowupAction
  | ConversationPaused
  | ConversationResumed
  | StoryExported
  | ReminderScheduled
  | ReminderCancelled
  | ReminderSnoozed
  | TopicSubscribed
  | TopicUnsubscribed
  | OptedOut
  | OptedIn
  | AddressTaken;

/** What one request or action may add to a conversation. */
export const MOST_EVENTS = 5_000;

/** The discriminant of {@link ConversationEvent}. */
export type EventType = ConversationEvent["event"];

/** Whether a user event came from outside (trigger_intent or a reminder) and not from a person. */
export function isExternal(event: UserUttered): boolean {
  return event.metadata?.["is_external"] === true;
}
