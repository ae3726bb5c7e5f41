import type { Clock, JsonObject } from "../base/index.ts";
import type { Channel, Conversations } from "../channels/index.ts";
import type { BotMessage, ConversationEvent, Entity, ParseResult, Tracker } from "../conversation/index.ts";
import type { Domain } from "../domain/index.ts";
import type { ConversationStore, Reminder, StoredMessage } from "../storage/index.ts";

/** What the assistant runs on at the moment; replaced whole when another model is loaded. */
export interface LoadedModel {
  readonly file: string;
  readonly modelId: string;
  readonly assistantId: string;
  readonly domain: Domain;
}

/**
 * The running assistant: takes a conversation's turn, loads its tracker, decides, commits, delivers. Everything that
 * reaches in from outside (server, channels, shell, reminders) goes through here.
 */
export interface Assistant extends Conversations {
  readonly clock: Clock;
  readonly store: ConversationStore;
  /** Null when the server was started without a model. */
  readonly model: LoadedModel | null;
  /** The model. Throws `runtime/no-model` (409). */
  requireModel(): LoadedModel;
  readonly channels: ReadonlyMap<string, Channel>;

  /** Understands a text without a conversation. Throws `runtime/no-model` (409). */
  parse(text: string): Promise<ParseResult>;

  /**
   * Fires an external intent into a conversation (created when new). Resolves after the commit. Throws
   * `runtime/unknown-intent` (404, names the closest) and leaves the conversation as it was.
   */
  trigger(request: TriggerRequest): Promise<TriggerAnswer>;

  /** The conversation now, with a session started if it is new. */
  tracker(conversationId: string): Promise<Tracker>;
  /** Logs a user message and fills slots without predicting (`POST /conversations/{id}/messages`). */
  logMessage(
    conversationId: string,
    message: { readonly text: string; readonly parseResult?: ParseResult },
  ): Promise<Tracker>;
  /** Appends events (`POST /conversations/{id}/tracker/events`). */
  appendEvents(
    conversationId: string,
    events: readonly ConversationEvent[],
    options: AppendOptions,
  ): Promise<Tracker>;
  /** The tracker as Rasa's JSON. */
  trackerJson(conversationId: string, include: IncludeEvents, until?: number): Promise<JsonObject>;

  /** Ends the pending reminder of that name; null when there is none. */
  cancelReminder(conversationId: string, name: string): Promise<Reminder | null>;
  /**
   * Fires the pending reminder now; null when there is none. One whose action fails stays pending and due as it was.
   */
  runReminderNow(conversationId: string, name: string): Promise<ReminderRun | null>;

  /** Calls back for every message right after its commit, and when its delivery changes; returns the unsubscriber. */
  subscribe(conversationId: string, listener: (message: StoredMessage) => void): () => void;

  /** Starts timers and the courier (overdue reminders and undelivered messages first). */
  start(): Promise<void>;
  /** Refuses new work, lets running turns finish, stops timers; the store stays open. */
  drain(): Promise<void>;
}

/** Rasa's `include_events`. */
export type IncludeEvents = "NONE" | "APPLIED" | "AFTER_RESTART" | "ALL";

export interface TriggerRequest {
  readonly conversationId: string;
  readonly intent: string;
  readonly entities: readonly Entity[];
  /** A channel's name, `latest`, or null: answer with the messages. */
  readonly outputChannel: string | null;
  /** A repeat within the conversation returns the first answer. */
  readonly idempotencyKey?: string;
  /** How long to wait for the first delivery attempts before saying `queued` (milliseconds, default 1,000). */
  readonly deliveryTimeout?: number;
}

/** `messages` are Rasa's; `deliveries` say per message what became of it. */
export interface TriggerAnswer {
  readonly messages: readonly BotMessage[];
  readonly deliveries: readonly {
    readonly id: string;
    readonly sequence: number;
    readonly status: StoredMessage["status"];
    readonly channel: string | null;
    readonly reason: string | null;
  }[];
  /** True when the answer was remembered under the idempotency key. */
  readonly repeated: boolean;
}

/** What became of a reminder that was to fire now. */
export interface ReminderRun {
  /** As it is afterwards. */
  readonly reminder: Reminder;
  /** Why it did not fire, or null when it did. */
  readonly problem: string | null;
}

export interface AppendOptions {
  readonly executeSideEffects: boolean;
  readonly outputChannel: string | null;
}
