import { compareBytes } from "../compare-bytes.ts";
import type { OutboxFilter, OutboxMessage, OutboxStore } from "../outbox-store.ts";
import type { StoredMessage } from "../store.ts";
import type { MailboxRows } from "./memory-deliveries.ts";

type Mailboxes = ReadonlyMap<string, MailboxRows>;

/** The part of the contract about looking into the outbox. */
export function memoryOutbox(conversations: Mailboxes): OutboxStore {
  const all = (): readonly OutboxMessage[] =>
    [...conversations.values()].flatMap(({ messages }) => [...messages.values()].filter(isInOutbox));
  const read = (id: string): OutboxMessage | null => all().find((message) => message.id === id) ?? null;
  return {
    listOutbox: async (filter = {}) =>
      all()
        .filter((message) => isWanted(message, filter))
        .sort(compareAge)
        .slice(0, filter.limit),
    readOutboxMessage: async (id) => read(id),
    async countOutbox() {
      const failed = all().filter(({ status }) => status === "failed").length;
      return { queued: all().length - failed, failed };
    },
    async requeueMessage(id, at) {
      const message = read(id);
      if (message === null) return null;
      const mailbox = conversations.get(message.conversationId);
      const queued = { ...message, status: "queued", attempts: 0, nextAttemptAt: at, reason: null } as const;
      mailbox?.messages.set(message.sequence, queued);
      mailbox?.goneAddresses.delete(message.deliverTo?.channel ?? "");
      return queued;
    },
    async dropMessage(id, reason) {
      const message = read(id);
      if (message === null) return null;
      const dropped = { ...message, status: "dropped", nextAttemptAt: null, reason } as const;
      conversations.get(message.conversationId)?.messages.set(message.sequence, dropped);
      return dropped;
    },
    forgetMessages: async (kind, before, limit) => forget(conversations, kind, { before, limit }),
  };
}

function isInOutbox(message: StoredMessage): message is OutboxMessage {
  return message.status === "queued" || message.status === "failed";
}

function isWanted(message: OutboxMessage, { status, conversationId, channel, after }: OutboxFilter): boolean {
  return (
    (status === undefined || message.status === status) &&
    (conversationId === undefined || message.conversationId === conversationId) &&
    (channel === undefined || message.deliverTo?.channel === channel) &&
    (after === undefined || compareAge(message, after) > 0)
  );
}

type Age = Pick<StoredMessage, "at" | "conversationId" | "sequence">;

function compareAge(left: Age, right: Age): number {
  return (
    left.at - right.at ||
    compareBytes(left.conversationId, right.conversationId) ||
    left.sequence - right.sequence
  );
}

function forget(
  conversations: Mailboxes,
  kind: "settled" | "failed",
  { before, limit }: { readonly before: number; readonly limit: number },
): number {
  const isOld = ({ status, at }: StoredMessage): boolean =>
    at < before && (kind === "failed" ? status === "failed" : status !== "failed" && status !== "queued");
  const old = [...conversations.values()]
    .flatMap(({ messages }) => [...messages.values()].filter(isOld).map((message) => ({ messages, message })))
    .sort((left, right) => left.message.at - right.message.at)
    .slice(0, limit);
  for (const { messages, message } of old) messages.delete(message.sequence);
  return old.length;
}
