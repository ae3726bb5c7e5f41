import type { JsonObject, JsonValue } from "../base/index.ts";

/**
 * The part of the contract of all stores that is about events from outside: who subscribes to which topic, which
 * events wait for their turn or were kept back, and by which names conversations are known.
 */
export interface OutreachStore {
  // Topics
  /** Topics that somebody subscribes to, by name (its UTF-8 bytes). */
  listTopics(page?: TopicPage): Promise<readonly TopicSummary[]>;
  /** Who subscribes to a topic, by conversation id (its UTF-8 bytes). */
  listSubscribers(topic: string, page?: SubscriberPage): Promise<readonly Subscription[]>;
  /**
   * Stores an event of a topic and, in the same transaction, one waiting event for each conversation that subscribes to
   * it; they have the id of the post. With an `idempotencyKey` that the topic knows, nothing is stored.
   */
  postToTopic(post: NewTopicPost): Promise<PostReceipt>;
  readTopicPost(topic: string, id: string): Promise<TopicPost | null>;

  // External events that are kept: those that wait, and what became of them
  /** When the earliest waiting event is due (or to be retried), or null; given `after`, the earliest later one. */
  earliestExternalEvent(after?: number): Promise<number | null>;
  /**
   * Waiting events with `nextAttemptAt <= now` in the order of `nextAttemptAt`, none of the conversations `except`.
   * Claims nothing: the commit decides.
   */
  dueExternalEvents(
    now: number,
    limit: number,
    except?: readonly string[],
  ): Promise<readonly ExternalEvent[]>;
  /** Newest first: by `createdAt`, then conversation id, then id (their UTF-8 bytes). */
  listExternalEvents(filter?: ExternalEventFilter): Promise<readonly ExternalEvent[]>;
  /** Records an attempt that failed. Does nothing when the event does not wait. */
  postponeExternalEvent(key: ExternalEventKey, attempt: ExternalEventPostponement): Promise<void>;
  /** Gives a waiting event up outside a turn. False when it does not wait. */
  failExternalEvent(key: ExternalEventKey, reason: string, at: number): Promise<boolean>;
  /** Deletes events and posts of topics that ended before a time, at most `limit` of each; says how many they were. */
  forgetExternalEvents(endedBefore: number, limit: number): Promise<number>;

  // The address book
  /** Gives a conversation a name, which another may have had. */
  putAddress(address: BookAddress): Promise<void>;
  readAddress(name: string): Promise<BookAddress | null>;
  /** By name (its UTF-8 bytes). */
  listAddresses(page?: AddressPage): Promise<readonly BookAddress[]>;
  /** False when nobody has the name. */
  deleteAddress(name: string): Promise<boolean>;
}

/** How a conversation may be reached by events from outside, besides its channels. */
export interface Reach {
  /** Topics it subscribes to. */
  readonly topics: ReadonlySet<string>;
  /** Since when it wants no event from outside, or null. */
  readonly optedOutAt: number | null;
}

/** What a turn does to the reach of its conversation. Doing again what is so already changes nothing. */
export type ReachChange =
  | { readonly type: "subscribe"; readonly topic: string }
  /** Null: from all topics. */
  | { readonly type: "unsubscribe"; readonly topic: string | null }
  | { readonly type: "opt_out" }
  | { readonly type: "opt_in" }
  /** Takes a name of the address book, unless another conversation has it. */
  | { readonly type: "address"; readonly name: string };

/** Names one external event: conversations that a post of a topic reaches share its id. */
export interface ExternalEventKey {
  readonly conversationId: string;
  readonly id: string;
}

export type ExternalEventStatus = "waiting" | "fired" | "suppressed" | "failed";

/** An event from outside that waits for its turn, or what became of it. */
export interface ExternalEvent extends ExternalEventKey {
  /** The topic it came by, or null: it was meant for this conversation. */
  readonly topic: string | null;
  readonly intent: string;
  readonly entities: readonly JsonObject[];
  /** A channel's name, `latest`, or null. */
  readonly outputChannel: string | null;
  readonly dedupeKey: string | null;
  /** Waiting events of one batch in one conversation fire in one turn; null fires alone. */
  readonly batch: string | null;
  readonly dueAt: number;
  /** `dueAt`, or later after failed attempts. */
  readonly nextAttemptAt: number;
  readonly attempts: number;
  readonly status: ExternalEventStatus;
  /** Why it was kept back or given up, or why the last attempt failed. */
  readonly reason: string | null;
  /** What came of its turn, or null. */
  readonly result: JsonValue;
  readonly createdAt: number;
  readonly endedAt: number | null;
}

export type NewExternalEvent = Omit<
  ExternalEvent,
  "nextAttemptAt" | "attempts" | "status" | "reason" | "result" | "createdAt" | "endedAt"
>;

/** What a turn does to external events that are kept. */
export type ExternalEventChange =
  | { readonly type: "wait"; readonly event: NewExternalEvent }
  /** Keeps an event that this turn fired, so that later ones can be compared with it. */
  | { readonly type: "keep"; readonly event: NewExternalEvent; readonly result: JsonValue }
  | { readonly type: "suppress"; readonly event: NewExternalEvent; readonly reason: string }
  /** Ends one that waits. Throws `storage/conflict` when it does not. */
  | { readonly type: "fired"; readonly id: string; readonly result: JsonValue }
  | { readonly type: "suppressed"; readonly id: string; readonly reason: string };

export interface ExternalEventPostponement {
  /** How many there were, this one included. */
  readonly attempts: number;
  readonly nextAttemptAt: number;
  readonly reason: string;
}

export interface ExternalEventFilter {
  readonly conversationId?: string;
  readonly topic?: string;
  readonly id?: string;
  readonly intent?: string;
  readonly dedupeKey?: string;
  readonly batch?: string;
  readonly status?: ExternalEventStatus;
  /** Only those created at this time or later. */
  readonly createdSince?: number;
  /** Only those that ended at this time or later. */
  readonly endedSince?: number;
  readonly limit?: number;
  /** Only those that come after this one, so that pages can follow each other. */
  readonly after?: Pick<ExternalEvent, "createdAt" | "conversationId" | "id">;
}

export interface NewTopicPost {
  readonly id: string;
  readonly topic: string;
  readonly intent: string;
  readonly entities: readonly JsonObject[];
  readonly dedupeKey: string | null;
  readonly batch: string | null;
  /** When the recipients' turns are due. */
  readonly dueAt: number;
  readonly at: number;
  readonly idempotencyKey: string | null;
  /** Tells a repeat from another post with the same key. */
  readonly requestHash: string;
  /** At most `posts` of the topic within the `milliseconds` before; null: any number. Later ones (a clock set back) don't count. */
  readonly rateLimit: { readonly posts: number; readonly milliseconds: number } | null;
}

export interface TopicPost {
  readonly id: string;
  readonly topic: string;
  readonly intent: string;
  readonly entities: readonly JsonObject[];
  readonly at: number;
  readonly requestHash: string;
  /** How many of its events there are in each state. */
  readonly counts: Readonly<Record<ExternalEventStatus, number>>;
}

export type PostReceipt =
  | { readonly type: "posted" | "repeated"; readonly post: TopicPost }
  /** Too many: nothing was stored; at `retryAt` there is room for one again. */
  | { readonly type: "limited"; readonly retryAt: number };

export interface Subscription {
  readonly conversationId: string;
  readonly topic: string;
  readonly since: number;
}

export interface SubscriberPage {
  readonly limit?: number;
  /** Only conversations whose id comes after this one. */
  readonly after?: string;
}

export interface TopicSummary {
  readonly topic: string;
  readonly subscribers: number;
}

export interface TopicPage {
  readonly limit?: number;
  /** Only topics whose name comes after this one. */
  readonly after?: string;
}

/** A stable name (of a device, a user, a phone) for a conversation. */
export interface BookAddress {
  readonly name: string;
  readonly conversationId: string;
  readonly at: number;
}

export interface AddressPage {
  readonly limit?: number;
  readonly after?: string;
  readonly conversationId?: string;
}
