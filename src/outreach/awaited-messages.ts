import type { Clock } from "../base/index.ts";
import type { ConversationStore, StoredMessage } from "../storage/index.ts";
import { waitForMessages } from "./wait-for-messages.ts";

/** Messages whose first attempt somebody waits for. */
export interface AwaitedMessages {
  /** The messages once each has been tried, or as they are after `timeout` milliseconds. */
  waitFor(messages: readonly StoredMessage[], timeout: number): Promise<readonly StoredMessage[]>;
  /** A message was tried, here or by another process, or another process committed it. */
  hear(message: StoredMessage, where?: "here"): void;
  isAwaited(conversationId: string): boolean;
}

export function createAwaitedMessages(options: {
  readonly store: ConversationStore;
  readonly clock: Clock;
  /** Called with each message that was tried here, first of all. */
  readonly onTried?: (message: StoredMessage) => void;
  /** Called with each message. */
  readonly onSettled: (message: StoredMessage) => void;
}): AwaitedMessages {
  const waiters = new Set<(message: StoredMessage) => void>();
  const conversations: string[] = [];
  return {
    async waitFor(messages, timeout) {
      const conversationId = messages[0]?.conversationId ?? "";
      conversations.push(conversationId);
      try {
        return await waitForMessages(messages, { ...options, waiters, timeout });
      } finally {
        conversations.splice(conversations.indexOf(conversationId), 1);
      }
    },
    hear(message, where) {
      if (where === "here") options.onTried?.(message);
      options.onSettled(message);
      for (const waiter of waiters) waiter(message);
    },
    isAwaited: (conversationId) => conversations.includes(conversationId),
  };
}
