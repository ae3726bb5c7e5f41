import type { StoredMessage } from "../storage/index.ts";

/** Who wants to hear of a conversation's messages (server-sent events, the shell). */
export interface Subscriptions {
  subscribe(conversationId: string, listener: (message: StoredMessage) => void): () => void;
  publish(message: StoredMessage): void;
}

/** Listeners live in this process only; what they missed they read from the mailbox by sequence number. */
export function createSubscriptions(): Subscriptions {
  const listeners = new Map<string, Set<(message: StoredMessage) => void>>();
  return {
    subscribe(conversationId, listener) {
      const own = listeners.get(conversationId) ?? new Set();
      listeners.set(conversationId, own.add(listener));
      return () => {
        own.delete(listener);
        if (own.size === 0 && listeners.get(conversationId) === own) listeners.delete(conversationId);
      };
    },
    publish(message) {
      for (const listener of listeners.get(message.conversationId) ?? []) listener(message);
    },
  };
}
