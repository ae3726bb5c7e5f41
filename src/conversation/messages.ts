import type { JsonObject, JsonValue } from "../base/index.ts";

/**
 * The `data` of a `bot` event. What the assistant says has all six keys, null when unused (Rasa 3.6); an event that came
 * from outside keeps what it was given.
 */
export interface BotMessageData {
  readonly elements?: JsonValue;
  readonly quick_replies?: JsonValue;
  readonly buttons?: JsonValue;
  readonly attachment?: JsonValue;
  readonly image?: JsonValue;
  readonly custom?: JsonValue;
}

/**
 * One message as clients and the callback URL receive it; only keys with a value are there (inventory §3.3). One
 * `bot` event becomes one or more of these: text is split at blank lines, an image travels apart.
 */
export interface BotMessage {
  readonly recipient_id: string;
  readonly text?: string;
  readonly image?: string;
  readonly buttons?: readonly JsonObject[];
  readonly attachment?: JsonValue;
  readonly custom?: JsonObject;
}

/** Where a conversation can be reached: a channel's name and what that channel needs to know of the person. */
export interface Address {
  readonly channel: string;
  readonly data: JsonObject;
}

/** What a channel makes of one request of its platform. */
export interface IncomingMessage {
  readonly conversationId: string;
  readonly text: string;
  /** Recorded as `input_channel` of the user event. */
  readonly channel: string;
  /** The channel the answers leave by, which chooses variations of responses; default `channel`. */
  readonly outputChannel?: string;
  readonly address?: Address;
  readonly metadata?: JsonObject;
  /** Rasa's `message_id`; made up when absent. */
  readonly messageId?: string;
  /** The platform's own id of the request: a repeat within the conversation is answered, not handled again. */
  readonly dedupeId?: string;
}
