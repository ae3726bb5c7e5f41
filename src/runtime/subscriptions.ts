import type { StoredMessage } from "../storage/index.ts";

/** Who wants to hear of a conversation's messages (server-sent events, the shell). */
export interface Subscriptions {
  subscribe(conversationId: string, listener: MessageListener): () => void;
  publish(message: StoredMessage): void;
  /** Says that the conversation was erased: its messages are numbered from 1 again. */
  erase(conversationId: string): void;
  /** Conversations that somebody listens to. */
  conversations(): readonly string[];
}

/** Called with a message right after its commit and when its delivery changes; with null when all was erased. */
export type MessageListener = (message: StoredMessage | null) => void;

/** Listeners live in this process; messages of others reach them by the store's news (other-processes.ts). */
export function createSubscriptions(): Subscriptions {
  const listeners = new Map<string, Set<MessageListener>>();
  return {
    subscribe(conversationId, listener) {
      const own = listeners.get(conversationId) ?? new Set();
      listeners.set(conversationId, own.add(listener));
      return () => {
        own.delete(listener);
        if (own.size === 0 && listeners.get(conversationId) === own) listeners.delete(conversationId);
      };
    },
    conversations: () => [...listeners.keys()],
    publish(message) {
      for (const listener of listeners.get(message.conversationId) ?? []) listener(message);
    },
    erase(conversationId) {
      for (const listener of listeners.get(conversationId) ?? []) listener(null);
    },
  };
}
