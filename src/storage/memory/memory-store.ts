import type { JsonValue } from "../../base/index.ts";
import { compareBytes } from "../compare-bytes.ts";
import { conflict } from "../conflict.ts";
import { newMessages } from "../new-messages.ts";
import { soleProcess } from "../shared-store.ts";
import type { Commit, CommitReceipt, ConversationStore, StoredEvent } from "../store.ts";
import { type MailboxRows, memoryDeliveries } from "./memory-deliveries.ts";
import { applyExternalEventChange, isOutdated as isOutdatedEvent } from "./memory-external-events.ts";
import { memoryOutbox } from "./memory-outbox.ts";
import {
  applyReachChange,
  emptyOutreach,
  eraseOutreach,
  memoryOutreach,
  type OutreachRows,
  type ReachRows,
} from "./memory-outreach.ts";
import { applyReminderChange, isPendingIn, memoryReminders, type ReminderRows } from "./memory-reminders.ts";

/** One conversation's rows. */
export interface MemoryConversation extends ReachRows, MailboxRows {
  sequence: number;
  updatedAt: number;
  /** Numbered without gaps up to `sequence`. */
  events: StoredEvent[];
  snapshot: { sequence: number; state: JsonValue } | null;
  readonly answers: Map<string, JsonValue>;
  latestChannel: string | null;
}

/** Everything in this process's memory: for tests, and as the simplest reading of the contract. */
export function createMemoryStore(): ConversationStore {
  const conversations = new Map<string, MemoryConversation>();
  const reminders: ReminderRows = new Map();
  const outreach = emptyOutreach();
  const parts = {
    ...memoryReminders(reminders),
    ...memoryDeliveries(conversations),
    ...memoryOutbox(conversations),
    ...memoryOutreach(outreach, conversations),
  };

  return {
    description: "memory",
    async load(id) {
      const stored = conversations.get(id);
      if (stored === undefined) return null;
      return {
        conversationId: id,
        revision: null,
        sequence: stored.sequence,
        snapshot: stored.snapshot,
        tail: eventsAfter(stored, stored.snapshot?.sequence ?? 0),
        messageSequence: stored.messageSequence,
        addresses: new Map(stored.addresses),
        goneAddresses: new Set(stored.goneAddresses),
        latestChannel: stored.latestChannel,
        reach: { topics: new Set(stored.topics.keys()), optedOutAt: stored.optedOutAt },
      };
    },
    async readEvents(id, { after = 0, last } = {}) {
      const stored = conversations.get(id);
      const events = stored === undefined ? [] : eventsAfter(stored, after);
      return last === undefined ? events : events.slice(Math.max(0, events.length - last));
    },
    listConversations: memoryConversations(conversations),
    readAnswer: async (id, key) => conversations.get(id)?.answers.get(key) ?? null,
    commit: async (change) => commit({ conversations, reminders, outreach }, change),
    async deleteConversation(id) {
      conversations.delete(id);
      for (const reminder of reminders.values())
        if (reminder.conversationId === id) reminders.delete(reminder.id);
      eraseOutreach(outreach, id);
    },
    ...parts,
    ...soleProcess(parts),
    async close() {},
  };
}

function memoryConversations(
  conversations: ReadonlyMap<string, MemoryConversation>,
): ConversationStore["listConversations"] {
  return async ({ limit = 100, before = Number.POSITIVE_INFINITY, beforeId = "" } = {}) =>
    [...conversations]
      .map(([conversationId, { updatedAt, latestChannel, events }]) => ({
        conversationId,
        updatedAt,
        latestChannel,
        events: events.length,
      }))
      .filter(
        ({ conversationId, updatedAt }) =>
          updatedAt < before || (updatedAt === before && compareBytes(conversationId, beforeId) < 0),
      )
      .sort(
        (left, right) =>
          right.updatedAt - left.updatedAt || compareBytes(right.conversationId, left.conversationId),
      )
      .slice(0, limit);
}

function eventsAfter({ events, sequence }: MemoryConversation, after: number): readonly StoredEvent[] {
  return events.slice(Math.max(0, after - (sequence - events.length)));
}

function emptyConversation(): MemoryConversation {
  return {
    sequence: 0,
    updatedAt: 0,
    events: [],
    snapshot: null,
    messages: new Map(),
    messageSequence: 0,
    answers: new Map(),
    addresses: new Map(),
    goneAddresses: new Set(),
    latestChannel: null,
    topics: new Map(),
    optedOutAt: null,
  };
}

interface Rows {
  readonly conversations: Map<string, MemoryConversation>;
  readonly reminders: ReminderRows;
  readonly outreach: OutreachRows;
}

/** Checks everything before it changes anything. */
function commit(rows: Rows, change: Commit): CommitReceipt {
  const { conversations, reminders, outreach } = rows;
  const { conversationId, at, answer, address, snapshot } = change;
  const stored = conversations.get(conversationId) ?? emptyConversation();
  if (isOutdated(rows, stored, change)) throw conflict(conversationId);

  conversations.set(conversationId, stored);
  stored.updatedAt = at;
  if (change.replaceHistory === true) {
    stored.events = [];
    stored.snapshot = null;
  }
  for (const event of change.events) stored.events.push({ sequence: ++stored.sequence, event });
  if (snapshot !== undefined) stored.snapshot = { sequence: stored.sequence, state: snapshot };
  const messages = newMessages(change, stored.messageSequence);
  for (const message of messages) stored.messages.set(message.sequence, message);
  stored.messageSequence += messages.length;
  for (const reminderChange of change.reminders)
    applyReminderChange(reminders, conversationId, reminderChange, at);
  for (const reachChange of change.reach ?? [])
    applyReachChange(outreach, { conversationId, reach: stored }, reachChange, at);
  for (const eventChange of change.externalEvents ?? [])
    applyExternalEventChange(outreach.events, conversationId, eventChange, at);
  if (address !== undefined) {
    stored.addresses.set(address.channel, address);
    stored.goneAddresses.delete(address.channel);
    stored.latestChannel = address.channel;
  }
  if (answer !== undefined) stored.answers.set(answer.key, answer.value);
  return { sequence: stored.sequence, revision: null, messages };
}

function isOutdated({ reminders, outreach }: Rows, stored: MemoryConversation, change: Commit): boolean {
  const { conversationId, answer } = change;
  return (
    stored.sequence !== change.expectedSequence ||
    (answer !== undefined && stored.answers.has(answer.key)) ||
    change.reminders.some(
      (reminder) => reminder.type === "fired" && !isPendingIn(reminders, conversationId, reminder.id),
    ) ||
    (change.externalEvents ?? []).some((event) => isOutdatedEvent(outreach.events, conversationId, event))
  );
}
