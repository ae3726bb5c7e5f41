import type { BotMessage } from "../conversation/index.ts";
import type { ConversationStore, StoredMessage } from "../storage/index.ts";

/** What an event's turn said, as it is remembered: where its messages are in the mailbox. */
export interface TurnResult {
  readonly after: number;
  readonly count: number;
  /** Why the messages could only be collected, or null. */
  readonly reason: string | null;
}

/** What became of a message. */
export interface MessageDelivery {
  readonly id: string;
  readonly sequence: number;
  readonly status: StoredMessage["status"];
  readonly channel: string | null;
  readonly reason: string | null;
}

/** `messages` are Rasa's; `deliveries` say per message what became of it. */
export interface Said {
  readonly messages: readonly BotMessage[];
  readonly deliveries: readonly MessageDelivery[];
}

/** The messages of a turn, as they are now. */
export async function readTurnMessages(
  store: ConversationStore,
  conversationId: string,
  { after, count }: TurnResult,
): Promise<readonly StoredMessage[]> {
  return count === 0 ? [] : await store.readMessages(conversationId, { after, limit: count });
}

/** @param reason why they could only be collected, or null */
export function toSaid(messages: readonly StoredMessage[], reason: string | null): Said {
  return {
    messages: messages.map(({ body }) => body),
    deliveries: messages.map((message) => ({
      id: message.id,
      sequence: message.sequence,
      status: message.status,
      channel: message.deliverTo?.channel ?? null,
      reason: message.reason ?? reason,
    })),
  };
}
