import type { ConversationStore, DeliveryOutcome, StoredMessage } from "../store.ts";

type DeliveryOperations = Pick<
  ConversationStore,
  "readMessages" | "earliestDelivery" | "dueDeliveries" | "queuedDeliveries" | "settleDelivery"
>;

/** The mailbox and outbox part of the contract. */
export function memoryDeliveries(
  conversations: ReadonlyMap<string, { readonly messages: StoredMessage[] }>,
): DeliveryOperations {
  const heads = (): readonly Queued[] =>
    [...conversations.values()].flatMap(({ messages }) => headsOf(messages));
  return {
    readMessages: async (id, { after, limit }) => {
      const from = Math.max(0, after);
      return conversations.get(id)?.messages.slice(from, from + limit) ?? [];
    },
    async earliestDelivery(after = Number.NEGATIVE_INFINITY) {
      const times = heads()
        .map(({ nextAttemptAt }) => nextAttemptAt)
        .filter((at) => at > after);
      return times.length === 0 ? null : times.reduce((left, right) => Math.min(left, right));
    },
    dueDeliveries: async (now, limit) =>
      heads()
        .filter(({ nextAttemptAt }) => nextAttemptAt <= now)
        .sort((left, right) => left.nextAttemptAt - right.nextAttemptAt)
        .slice(0, limit),
    queuedDeliveries: async (id) => headsOf(conversations.get(id)?.messages ?? []),
    async settleDelivery({ conversationId, sequence }, outcome) {
      const messages = conversations.get(conversationId)?.messages;
      const message = messages?.[sequence - 1];
      if (messages === undefined || message?.status !== "queued") return;
      messages[sequence - 1] = settle(message, outcome);
    },
  };
}

type Queued = StoredMessage & { readonly nextAttemptAt: number };

/** Of each channel only the oldest queued message: the others wait for it. */
function headsOf(messages: readonly StoredMessage[]): readonly Queued[] {
  const first = new Map<string | undefined, Queued>();
  for (const message of messages) {
    const channel = message.deliverTo?.channel;
    if (isQueued(message) && !first.has(channel)) first.set(channel, message);
  }
  return [...first.values()];
}

function isQueued(message: StoredMessage): message is Queued {
  return message.status === "queued" && message.nextAttemptAt !== null;
}

function settle(message: StoredMessage, outcome: DeliveryOutcome): StoredMessage {
  return {
    ...message,
    status: outcome.status,
    attempts: message.attempts + 1,
    nextAttemptAt: outcome.status === "queued" ? outcome.nextAttemptAt : null,
    reason: outcome.status === "delivered" ? null : outcome.reason,
  };
}
