import type { Clock, JsonObject } from "../base/index.ts";
import type { Channel, LiveConversations } from "../channels/index.ts";
import type {
  BotMessage,
  ConversationEvent,
  Entity,
  EventSelection,
  ExplainedPrediction,
  ParseResult,
  Tracker,
} from "../conversation/index.ts";
import type { TurnExplanation } from "../dialogue/index.ts";
import type { Domain } from "../domain/index.ts";
import type { Duration } from "../outreach/index.ts";
import type {
  BookAddress,
  ConversationStore,
  ExternalEvent,
  ExternalEventFilter,
  Reach,
  Reminder,
  StoredMessage,
  TopicPost,
} from "../storage/index.ts";
import type { Followed, FollowOptions } from "./following.ts";
import type { RuntimeModel } from "./model.ts";
import type { ReachEvent } from "./reaching.ts";
import type { MessageListener } from "./subscriptions.ts";
import type { Said } from "./turn-result.ts";

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
export interface Assistant extends LiveConversations {
  readonly clock: Clock;
  readonly store: ConversationStore;
  /** Null while no model is loaded. */
  model(): LoadedModel | null;
  /**
   * Goes on with another model, or none: turns that are under way end with the one they began with, the next ones see
   * every conversation with the new domain's slots.
   */
  useModel(model: RuntimeModel | null): void;
  /** The model. Throws `runtime/no-model` (409). */
  requireModel(): RuntimeModel;
  readonly channels: ReadonlyMap<string, Channel>;

  /** Understands a text without a conversation. Throws `runtime/no-model` (409). */
  parse(text: string): Promise<ParseResult>;

  /**
   * Fires an external intent into a conversation (created when new). Resolves after the commit. Throws
   * `runtime/unknown-intent` (404, names the closest) and leaves the conversation as it was.
   */
  trigger(request: TriggerRequest): Promise<TriggerAnswer>;

  /**
   * Has an event reach every conversation that subscribes to a topic, each in a turn of its own. Resolves when that is
   * committed, after a moment in which most turns have ended. Throws `runtime/unknown-intent` as `trigger` does,
   * `runtime/outbox-full`, `runtime/draining`, `runtime/too-many-events` and `runtime/idempotency-key-reused`.
   */
  postEvent(request: PostRequest): Promise<PostAnswer>;
  /** A post and what has become of it; null when the topic does not have it (any more). */
  readPost(topic: string, id: string, page?: PostPage): Promise<PostState | null>;
  /** How events from outside reach the conversation, after a change; a change to what is so already changes nothing. */
  changeReach(conversationId: string, event: ReachEvent): Promise<Reach>;
  /** Gives a conversation, which need not have begun, a name of the address book; another may have had it until now. */
  giveAddress(name: string, conversationId: string): Promise<BookAddress>;
  /** Takes a name out of the address book and says whose it was; null when nobody has it. */
  removeAddress(name: string): Promise<BookAddress | null>;

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
  /**
   * Puts events in the place of all the conversation has; nothing else changes. With no events the conversation is as
   * one that has not begun.
   */
  replaceEvents(conversationId: string, events: readonly ConversationEvent[]): Promise<Tracker>;
  /**
   * Runs one action without asking the policies, in a session that is started if need be. Throws
   * `runtime/unknown-conversation` (404) and `runtime/unknown-action` (404, names the closest).
   */
  execute(request: ExecuteRequest): Promise<ExecuteAnswer>;
  /** What would be done next; changes nothing but that an expired session is started anew. Throws `runtime/unknown-conversation`. */
  predict(conversationId: string): Promise<PredictAnswer>;
  /** The same for a conversation that consists of these events, which is kept nowhere. */
  predictAfter(events: readonly ConversationEvent[]): PredictAnswer;
  /**
   * Why a turn went as it did, by the model loaded now; null where there is no such turn.
   *
   * @param turn from 1; negative ones count from the end
   */
  explain(conversationId: string, turn: number): Promise<TurnExplanation | null>;
  /** All events, oldest first, up to a time (epoch seconds, inclusive). Throws `runtime/unknown-conversation`. */
  events(conversationId: string, until?: number): Promise<readonly ConversationEvent[]>;
  /** The tracker as Rasa's JSON. */
  trackerJson(conversationId: string, include: IncludeEvents, until?: number): Promise<JsonObject>;

  /** Ends the pending reminder of that name; null when there is none. */
  cancelReminder(conversationId: string, name: string): Promise<Reminder | null>;
  /**
   * Fires the pending reminder now; null when there is none. One whose action fails stays pending and due as it was.
   */
  runReminderNow(conversationId: string, name: string): Promise<ReminderRun | null>;

  /** Puts the pending reminder of that name off, or the one that fired last; null when there is neither. */
  snoozeReminder(conversationId: string, name: string, by: Duration): Promise<Reminder | null>;

  /** Queues a message of the outbox as if it were new and tries it; null when it is not in the outbox. */
  retryMessage(id: string): Promise<StoredMessage | null>;
  /** Takes a message out of the outbox; null when it is not in it. */
  dropMessage(id: string): Promise<StoredMessage | null>;
  /** Erases all there is of a conversation; false when there is nothing. */
  deleteConversation(conversationId: string): Promise<boolean>;

  /**
   * Calls back for every message right after its commit, and when its delivery changes; with null when the conversation
   * was erased. Returns the unsubscriber.
   */
  subscribe(conversationId: string, listener: MessageListener): () => void;
  /**
   * The conversation's messages as they are committed, by whichever process, in the order of their numbers, until the
   * signal is aborted.
   */
  follow(conversationId: string, options: FollowOptions): AsyncGenerator<Followed>;

  /** Starts timers and the courier (overdue reminders and undelivered messages first). */
  start(): Promise<void>;
  /** Refuses new work, lets running turns finish, stops timers; the store stays open. */
  drain(): Promise<void>;
}

/** Rasa's `include_events`, and `ALL_SESSIONS`. */
export type IncludeEvents = "NONE" | EventSelection;

export interface ExecuteRequest {
  readonly conversationId: string;
  readonly action: string;
  readonly policy: string | null;
  readonly confidence: number | null;
  /** As for {@link TriggerRequest}. */
  readonly outputChannel: string | null;
}

/** `before` is the conversation without the action: what Rasa answers with. */
export interface ExecuteAnswer {
  readonly before: Tracker;
  readonly eventsBefore: readonly ConversationEvent[];
  readonly messages: readonly BotMessage[];
}

/** A prediction and the conversation it was made in. */
export interface PredictAnswer extends ExplainedPrediction {
  readonly tracker: Tracker;
  readonly events: readonly ConversationEvent[];
  /** Every action of the domain in its order. */
  readonly actionNames: readonly string[];
}

export interface TriggerRequest {
  readonly conversationId: string;
  readonly intent: string;
  readonly entities: readonly Entity[];
  /** A channel's name, `latest`, or null: answer with the messages. */
  readonly outputChannel: string | null;
  /** An event of the intent with this key that came within a day is the same event again, which is suppressed. */
  readonly dedupeKey?: string;
  /** A repeat within the conversation returns the first answer. */
  readonly idempotencyKey?: string;
  /** Default false: where the project holds external events, it waits for the end of the person's quiet hours. */
  readonly ignoresQuietHours?: boolean;
  /** How long to wait for the first delivery attempts before saying `queued` (milliseconds, default 1,000). */
  readonly deliveryTimeout?: number;
}

/** What became of an event. */
export interface TriggerAnswer extends Said {
  /** Epoch milliseconds: the event waits for the end of the person's quiet hours, and nothing was said yet. */
  readonly heldUntil?: number;
  /** Epoch milliseconds: the event is collected with others, which are one turn then; nothing was said yet. */
  readonly collectedUntil?: number;
  /** Why the event was kept from the person. */
  readonly suppressed?: string;
  /** True when the answer was remembered under the idempotency key. */
  readonly repeated: boolean;
}

/** An event for all conversations that subscribe to a topic. */
export interface PostRequest {
  readonly topic: string;
  readonly intent: string;
  readonly entities: readonly Entity[];
  /** Whoever was reached by an event of the intent with this key within a day is not reached again. */
  readonly dedupeKey?: string;
  /** A repeat within the topic returns the first post. */
  readonly idempotencyKey?: string;
  /** How many recipients the answer tells of (default 100). */
  readonly limit?: number;
  /** How long to wait for the recipients' turns before saying `waiting` (milliseconds, default 1,000). */
  readonly timeout?: number;
}

/** A post and what became of it, recipient by recipient. */
export interface PostState {
  readonly post: TopicPost;
  readonly recipients: readonly EventState[];
  /** The event after which the next page begins, or null when there is none. */
  readonly next: ExternalEvent | null;
}

export interface PostAnswer extends PostState {
  /** True when the topic had the post already, by its idempotency key. */
  readonly repeated: boolean;
}

/** An event from outside in one conversation, and what its turn said. */
export interface EventState extends Said {
  readonly event: ExternalEvent;
}

export interface PostPage {
  readonly limit?: number;
  readonly after?: ExternalEventFilter["after"];
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
