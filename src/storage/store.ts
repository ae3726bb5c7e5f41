import type { JsonValue } from "../base/index.ts";
import type { Address, BotMessage, ConversationEvent } from "../conversation/index.ts";
import type { OutboxStore } from "./outbox-store.ts";
import type { ExternalEventChange, OutreachStore, Reach, ReachChange } from "./outreach-store.ts";
import type {
  NewReminder,
  Reminder,
  ReminderChange,
  ReminderEnding,
  ReminderFilter,
  ReminderPostponement,
} from "./reminder.ts";
import type { SharedStore, TurnLease } from "./shared-store.ts";
import type { MessageKey, StoredMessage } from "./stored-message.ts";

export type {
  NewReminder,
  Recurrence,
  Reminder,
  ReminderChange,
  ReminderEnd,
  ReminderEnding,
  ReminderFilter,
  ReminderPostponement,
} from "./reminder.ts";
export type { DeliveryStatus, MessageKey, StoredMessage } from "./stored-message.ts";

/**
 * The contract of all stores. Everything a turn changes goes through {@link ConversationStore.commit}, one atomic and
 * durable transaction. Keys start with the conversation id. Times are epoch milliseconds. One contract suite
 * (test/contracts) runs against every implementation.
 */
export interface ConversationStore extends OutreachStore, OutboxStore, SharedStore {
  /** For the log: `sqlite (libsql 0.5.29) .tsbot/tsbot.db`. */
  readonly description: string;

  // Conversations
  load(conversationId: string): Promise<StoredConversation | null>;
  /** Events in sequence order, oldest first. */
  readEvents(conversationId: string, range?: EventRange): Promise<readonly StoredEvent[]>;
  /** Newest activity first; of the same activity time, the greater id (by its UTF-8 bytes) first. */
  listConversations(page?: ConversationPage): Promise<readonly ConversationSummary[]>;
  /** The answer remembered under a dedupe id or idempotency key, or null. */
  readAnswer(conversationId: string, key: string): Promise<JsonValue | null>;
  /**
   * Makes a plan true. Throws `storage/conflict` and changes nothing when `expectedSequence` is not the newest
   * sequence number, a reminder named in `reminders` as fired is no longer pending, an external event named in
   * `externalEvents` does not wait any more, an answer is remembered under the same key already, or the `lease` was lost.
   */
  commit(commit: Commit): Promise<CommitReceipt>;
  /** Erases all there is of a conversation. */
  deleteConversation(conversationId: string): Promise<void>;

  // Reminders
  /** When the earliest pending reminder is due (or to be retried), or null; given `after`, the earliest later one. */
  earliestReminder(after?: number): Promise<number | null>;
  /**
   * Pending reminders with `nextAttemptAt <= now`, in due order, none of the conversations `except`. Claims nothing:
   * the commit decides.
   */
  dueReminders(now: number, limit: number, except?: readonly string[]): Promise<readonly Reminder[]>;
  /** In due order; of the same time, the one created first. */
  listReminders(filter?: ReminderFilter): Promise<readonly Reminder[]>;
  /** Records an attempt that failed (or may not end): when to try again, and why. Does nothing when not pending. */
  postponeReminder(id: string, attempt: ReminderPostponement): Promise<void>;
  /**
   * Ends a pending reminder outside a turn (`DELETE …/reminders/{name}`, unknown intent). False when not pending.
   *
   * @param next scheduled in the same transaction when it was pending: the next occurrence of one that recurs
   */
  endReminder(id: string, end: ReminderEnding, next?: NewReminder): Promise<boolean>;
  /** Deletes reminders that ended before a time, at most `limit` of them, and says how many there were. */
  forgetReminders(endedBefore: number, limit: number): Promise<number>;

  // Outbox and mailbox
  /** Messages of a conversation with a sequence number above `after`, oldest first. */
  readMessages(conversationId: string, range: MessageRange): Promise<readonly StoredMessage[]>;
  /** When the earliest queued delivery may be tried, or null; given `after`, the earliest later one. */
  earliestDelivery(after?: number): Promise<number | null>;
  /**
   * Queued deliveries that may be tried: per conversation and channel only the oldest queued message, and only with
   * `nextAttemptAt <= now`.
   */
  dueDeliveries(now: number, limit: number): Promise<readonly StoredMessage[]>;
  /** Of each of the conversation's channels the oldest queued delivery, whether it may be tried yet or not. */
  queuedDeliveries(conversationId: string): Promise<readonly StoredMessage[]>;
  /**
   * Records how an attempt ended; does nothing when the message is not queued. An address that is gone (`isAddressGone`)
   * is remembered as such unless the person has another by now, and the other messages queued for it are given up with
   * this one.
   */
  settleDelivery(message: MessageKey, outcome: DeliveryOutcome): Promise<Settlement>;

  close(): Promise<void>;
}

export interface StoredConversation {
  readonly conversationId: string;
  /** As `readRevision`. */
  readonly revision: number | null;
  /** Sequence number of the newest event; the next event gets this plus one. */
  readonly sequence: number;
  /** Tracker snapshot and the sequence number it was taken at, or null. */
  readonly snapshot: { readonly sequence: number; readonly state: JsonValue } | null;
  /** Events after the snapshot, oldest first. */
  readonly tail: readonly StoredEvent[];
  /** Sequence number of the newest mailbox message, 0 when there is none. */
  readonly messageSequence: number;
  /** Last address a person wrote from, by channel name; `latestChannel` is the newest of them. */
  readonly addresses: ReadonlyMap<string, Address>;
  /** Channels whose address is gone by the word of its receiver, until a person writes from there again. */
  readonly goneAddresses: ReadonlySet<string>;
  readonly latestChannel: string | null;
  readonly reach: Reach;
}

export interface StoredEvent {
  readonly sequence: number;
  readonly event: ConversationEvent;
}

export interface EventRange {
  /** Only events with a higher sequence number. */
  readonly after?: number;
  /** The newest this many. */
  readonly last?: number;
}

export interface ConversationPage {
  readonly limit?: number;
  /** Only conversations whose newest activity is before this time. */
  readonly before?: number;
  /** With `before`: also conversations of exactly that time that come after this one, so that no page skips any. */
  readonly beforeId?: string;
}

export interface ConversationSummary {
  readonly conversationId: string;
  readonly updatedAt: number;
  readonly latestChannel: string | null;
  readonly events: number;
}

/** One turn's changes. */
export interface Commit {
  readonly conversationId: string;
  /** Fencing: the newest sequence number the plan was made from (0 for a new conversation). */
  readonly expectedSequence: number;
  /** The turn it is made in, which it ends. */
  readonly lease?: TurnLease;
  readonly at: number;
  /** Appended in order. */
  readonly events: readonly ConversationEvent[];
  /** Deletes all earlier events first (`PUT tracker/events`). */
  readonly replaceHistory?: boolean;
  /** Taken after `events`; replaces the older one. */
  readonly snapshot?: JsonValue;
  readonly reminders: readonly ReminderChange[];
  readonly messages: readonly OutgoingMessage[];
  /** Where the person can be reached from now on. */
  readonly address?: Address;
  readonly reach?: readonly ReachChange[];
  readonly externalEvents?: readonly ExternalEventChange[];
  /** Remembers the answer to a deduplicated or idempotent request, for at least a week. */
  readonly answer?: { readonly key: string; readonly value: JsonValue };
}

export interface CommitReceipt {
  readonly sequence: number;
  /** As `readRevision` after it. */
  readonly revision: number | null;
  /** The messages with their ids and sequence numbers, in order. */
  readonly messages: readonly StoredMessage[];
}

/** A message of a plan. */
export interface OutgoingMessage {
  readonly body: BotMessage;
  /** Pushed to this address by the courier; null when the request's answer carries it (or a client will poll). */
  readonly deliverTo: Address | null;
}

/** What came of recording an attempt. */
export interface Settlement {
  /** Messages that were given up with it, as they are then. */
  readonly others: readonly StoredMessage[];
  /** False when nothing more was queued in the conversation, but for what is committed right now. */
  readonly mayHaveMore: boolean;
}

export interface MessageRange {
  readonly after: number;
  readonly limit: number;
}

export type DeliveryOutcome =
  | { readonly status: "delivered"; readonly at: number }
  | { readonly status: "queued"; readonly nextAttemptAt: number; readonly reason: string }
  | { readonly status: "failed"; readonly reason: string; readonly isAddressGone?: boolean };
