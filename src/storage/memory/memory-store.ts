import { randomUUID } from "node:crypto";
import type { JsonValue } from "../../base/index.ts";
import type { Address } from "../../conversation/index.ts";
import { conflict } from "../conflict.ts";
import type {
  Commit,
  CommitReceipt,
  ConversationStore,
  DeliveryOutcome,
  Reminder,
  ReminderChange,
  ReminderEnd,
  ReminderFilter,
  StoredEvent,
  StoredMessage,
} from "../store.ts";

interface MemoryConversation {
  sequence: number;
  updatedAt: number;
  events: StoredEvent[];
  snapshot: { sequence: number; state: JsonValue } | null;
  messages: StoredMessage[];
  answers: Map<string, JsonValue>;
  addresses: Map<string, Address>;
  latestChannel: string | null;
}

/** Everything in this process's memory: for tests, and as the simplest reading of the contract. */
export function createMemoryStore(): ConversationStore {
  const conversations = new Map<string, MemoryConversation>();
  const reminders = new Map<string, Reminder>();

  const conversation = (id: string): MemoryConversation => conversations.get(id) ?? emptyConversation();
  const commit = (change: Commit): CommitReceipt => {
    const before = conversation(change.conversationId);
    if (before.sequence !== change.expectedSequence) throw conflict(change.conversationId);
    checkReminders(change, reminders);
    const after = applyCommit(before, change);
    conversations.set(change.conversationId, after.conversation);
    for (const reminderChange of change.reminders) applyReminder(reminders, reminderChange, change.at);
    return { sequence: after.conversation.sequence, messages: after.messages };
  };

  return {
    description: "memory",
    async load(id) {
      const stored = conversations.get(id);
      if (stored === undefined) return null;
      const from = stored.snapshot?.sequence ?? 0;
      return {
        conversationId: id,
        sequence: stored.sequence,
        snapshot: stored.snapshot,
        tail: stored.events.filter(({ sequence }) => sequence > from),
        messageSequence: stored.messages.at(-1)?.sequence ?? 0,
        addresses: stored.addresses,
        latestChannel: stored.latestChannel,
      };
    },
    async readEvents(id, { after = 0, last } = {}) {
      const events = conversation(id).events.filter(({ sequence }) => sequence > after);
      return last === undefined ? events : events.slice(-last);
    },
    async listConversations({ limit = 100, before = Number.POSITIVE_INFINITY } = {}) {
      return [...conversations]
        .filter(([, { updatedAt }]) => updatedAt < before)
        .sort(([, left], [, right]) => right.updatedAt - left.updatedAt)
        .slice(0, limit)
        .map(([conversationId, { updatedAt, latestChannel, events }]) => ({
          conversationId,
          updatedAt,
          latestChannel,
          events: events.length,
        }));
    },
    readAnswer: async (id, key) => conversation(id).answers.get(key) ?? null,
    commit: async (change) => commit(change),
    async deleteConversation(id) {
      conversations.delete(id);
      for (const reminder of reminders.values())
        if (reminder.conversationId === id) reminders.delete(reminder.id);
    },
    ...reminderOperations(reminders),
    ...deliveryOperations(conversations),
    async close() {},
  };
}

type ReminderOperations = Pick<
  ConversationStore,
  | "earliestReminder"
  | "dueReminders"
  | "listReminders"
  | "postponeReminder"
  | "endReminder"
  | "rescheduleReminder"
>;

function reminderOperations(reminders: Map<string, Reminder>): ReminderOperations {
  const pending = (): Reminder[] => [...reminders.values()].filter(({ status }) => status === "pending");
  const setReminder = (id: string, change: Partial<Reminder>): boolean => {
    const reminder = reminders.get(id);
    if (reminder?.status !== "pending") return false;
    reminders.set(id, { ...reminder, ...change });
    return true;
  };
  return {
    earliestReminder: async () => earliest(pending().map(({ nextAttemptAt }) => nextAttemptAt)),
    dueReminders: async (now, limit) =>
      pending()
        .filter(({ nextAttemptAt }) => nextAttemptAt <= now)
        .sort(byDueTime)
        .slice(0, limit),
    listReminders: async (filter = {}) =>
      [...reminders.values()]
        .filter((reminder) => matches(reminder, filter))
        .sort(byDueTime)
        .slice(0, filter.limit ?? Number.POSITIVE_INFINITY),
    async postponeReminder(id, nextAttemptAt, reason) {
      const attempts = (reminders.get(id)?.attempts ?? 0) + 1;
      setReminder(id, { nextAttemptAt, reason, attempts });
    },
    endReminder: async (id, status, reason, at) => setReminder(id, { status, reason, endedAt: at }),
    rescheduleReminder: async (id, at) => setReminder(id, { dueAt: at, nextAttemptAt: at }),
  };
}

type DeliveryOperations = Pick<
  ConversationStore,
  "readMessages" | "earliestDelivery" | "dueDeliveries" | "queuedDeliveries" | "settleDelivery"
>;

function deliveryOperations(conversations: Map<string, MemoryConversation>): DeliveryOperations {
  const conversation = (id: string): MemoryConversation => conversations.get(id) ?? emptyConversation();
  const queued = (): StoredMessage[] =>
    [...conversations.values()].flatMap(({ messages }) =>
      messages.filter(({ status }) => status === "queued"),
    );
  return {
    readMessages: async (id, { after, limit }) =>
      conversation(id)
        .messages.filter(({ sequence }) => sequence > after)
        .slice(0, limit),
    earliestDelivery: async () => earliest(heads(queued()).map(({ nextAttemptAt }) => nextAttemptAt ?? 0)),
    dueDeliveries: async (now, limit) =>
      heads(queued())
        .filter(({ nextAttemptAt }) => (nextAttemptAt ?? 0) <= now)
        .sort((left, right) => (left.nextAttemptAt ?? 0) - (right.nextAttemptAt ?? 0))
        .slice(0, limit),
    queuedDeliveries: async (id, limit) =>
      conversation(id)
        .messages.filter(({ status }) => status === "queued")
        .slice(0, limit),
    async settleDelivery(key, outcome) {
      const stored = conversations.get(key.conversationId);
      if (stored === undefined) return;
      stored.messages = stored.messages.map((message) =>
        message.sequence === key.sequence && message.status === "queued" ? settle(message, outcome) : message,
      );
    },
  };
}

function emptyConversation(): MemoryConversation {
  return {
    sequence: 0,
    updatedAt: 0,
    events: [],
    snapshot: null,
    messages: [],
    answers: new Map(),
    addresses: new Map(),
    latestChannel: null,
  };
}

function checkReminders({ conversationId, reminders }: Commit, rows: ReadonlyMap<string, Reminder>): void {
  for (const change of reminders) {
    if (change.type === "fired" && rows.get(change.id)?.status !== "pending") throw conflict(conversationId);
  }
}

function applyCommit(
  before: MemoryConversation,
  change: Commit,
): { conversation: MemoryConversation; messages: readonly StoredMessage[] } {
  const added = change.events.map((event, index) => ({ sequence: before.sequence + index + 1, event }));
  const sequence = before.sequence + added.length;
  const lastMessage = before.messages.at(-1)?.sequence ?? 0;
  const messages = change.messages.map(
    ({ body, deliverTo }, index): StoredMessage => ({
      conversationId: change.conversationId,
      sequence: lastMessage + index + 1,
      id: randomUUID(),
      at: change.at,
      body,
      deliverTo,
      status: deliverTo === null ? "collected" : "queued",
      attempts: 0,
      nextAttemptAt: deliverTo === null ? null : change.at,
      reason: null,
    }),
  );
  const { address, answer, snapshot } = change;
  const kept = change.replaceHistory === true ? [] : before.events;
  const keptSnapshot = change.replaceHistory === true ? null : before.snapshot;
  return {
    messages,
    conversation: {
      sequence,
      updatedAt: change.at,
      events: [...kept, ...added],
      snapshot: snapshot === undefined ? keptSnapshot : { sequence, state: snapshot },
      messages: [...before.messages, ...messages],
      answers: answer === undefined ? before.answers : new Map(before.answers).set(answer.key, answer.value),
      addresses:
        address === undefined ? before.addresses : new Map(before.addresses).set(address.channel, address),
      latestChannel: address?.channel ?? before.latestChannel,
    },
  };
}

function applyReminder(rows: Map<string, Reminder>, change: ReminderChange, at: number): void {
  if (change.type === "schedule") {
    const { reminder } = change;
    rows.set(reminder.id, {
      ...reminder,
      nextAttemptAt: reminder.dueAt,
      status: "pending",
      reason: null,
      attempts: 0,
      createdAt: at,
      endedAt: null,
    });
    return;
  }
  const row = rows.get(change.id);
  if (row?.status !== "pending") return;
  const end: { status: "fired" | ReminderEnd; reason: string | null } =
    change.type === "fired"
      ? { status: "fired", reason: null }
      : { status: change.status, reason: change.reason };
  rows.set(change.id, { ...row, ...end, endedAt: at });
}

function matches(reminder: Reminder, { conversationId, name, status }: ReminderFilter): boolean {
  return (
    (conversationId === undefined || reminder.conversationId === conversationId) &&
    (name === undefined || reminder.name === name) &&
    (status === undefined || reminder.status === status)
  );
}

function byDueTime(left: Reminder, right: Reminder): number {
  return left.dueAt - right.dueAt || left.createdAt - right.createdAt || (left.id < right.id ? -1 : 1);
}

function earliest(times: readonly number[]): number | null {
  return times.length === 0 ? null : times.reduce((left, right) => Math.min(left, right));
}

/** Of each conversation and channel only the oldest queued message: the others wait for it. */
function heads(messages: readonly StoredMessage[]): StoredMessage[] {
  const first = new Map<string, StoredMessage>();
  for (const message of messages) {
    const line = JSON.stringify([message.conversationId, message.deliverTo?.channel]);
    if (!first.has(line)) first.set(line, message);
  }
  return [...first.values()];
}

function settle(message: StoredMessage, outcome: DeliveryOutcome): StoredMessage {
  const attempts = message.attempts + 1;
  if (outcome.status === "delivered")
    return { ...message, status: "delivered", attempts, nextAttemptAt: null, reason: null };
  if (outcome.status === "failed") {
    return { ...message, status: "failed", attempts, nextAttemptAt: null, reason: outcome.reason };
  }
  return { ...message, attempts, nextAttemptAt: outcome.nextAttemptAt, reason: outcome.reason };
}
