import type { Address } from "../../conversation/index.ts";
import type { ConversationStore, DeliveryOutcome, StoredMessage } from "../store.ts";

type DeliveryOperations = Pick<
  ConversationStore,
  "readMessages" | "earliestDelivery" | "dueDeliveries" | "queuedDeliveries" | "settleDelivery"
>;

/** What of a conversation is about its messages. */
export interface MailboxRows {
  /** By sequence number, in its order; old ones may be gone. */
  readonly messages: Map<number, StoredMessage>;
  messageSequence: number;
  readonly addresses: Map<string, Address>;
  readonly goneAddresses: Set<string>;
}

/** The mailbox part of the contract, and what the courier needs of the outbox. */
export function memoryDeliveries(conversations: ReadonlyMap<string, MailboxRows>): DeliveryOperations {
  const heads = (): readonly Queued[] =>
    [...conversations.values()].flatMap(({ messages }) => headsOf(messages));
  return {
    async readMessages(id, { after, limit }) {
      const { messages, messageSequence = 0 } = conversations.get(id) ?? {};
      const found: StoredMessage[] = [];
      for (let sequence = Math.max(0, after) + 1; sequence <= messageSequence; sequence++) {
        if (found.length >= limit) break;
        const message = messages?.get(sequence);
        if (message !== undefined) found.push(message);
      }
      return found;
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
    queuedDeliveries: async (id) => headsOf(conversations.get(id)?.messages ?? new Map()),
    async settleDelivery({ conversationId, sequence }, outcome) {
      const mailbox = conversations.get(conversationId);
      const message = mailbox?.messages.get(sequence);
      if (mailbox === undefined || message?.status !== "queued") return { others: [], mayHaveMore: true };
      mailbox.messages.set(sequence, settle(message, outcome));
      const isGone = outcome.status === "failed" && outcome.isAddressGone === true;
      const others = isGone ? giveUpAddress(mailbox, message, outcome.reason) : [];
      return { others, mayHaveMore: headsOf(mailbox.messages).length > 0 };
    },
  };
}

type Queued = StoredMessage & { readonly nextAttemptAt: number };

/** Of each channel only the oldest queued message: the others wait for it. */
function headsOf(messages: ReadonlyMap<number, StoredMessage>): readonly Queued[] {
  const first = new Map<string | undefined, Queued>();
  for (const message of messages.values()) {
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

/** Remembers that a message's address is gone and gives up what else is queued for it. */
function giveUpAddress(
  { messages, addresses, goneAddresses }: MailboxRows,
  { deliverTo }: StoredMessage,
  reason: string,
): readonly StoredMessage[] {
  if (deliverTo === null) return [];
  const current = addresses.get(deliverTo.channel) ?? deliverTo;
  addresses.set(deliverTo.channel, current);
  if (isSameAddress(current, deliverTo)) goneAddresses.add(deliverTo.channel);
  const others = [...messages.values()]
    .filter((other) => other.status === "queued" && isSameAddress(other.deliverTo, deliverTo))
    .map((other): StoredMessage => ({ ...other, status: "failed", nextAttemptAt: null, reason }));
  for (const other of others) messages.set(other.sequence, other);
  return others;
}

function isSameAddress(left: Address | null, right: Address): boolean {
  return left?.channel === right.channel && JSON.stringify(left.data) === JSON.stringify(right.data);
}
