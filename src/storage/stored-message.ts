import type { Address, BotMessage } from "../conversation/index.ts";

/** Names one message: conversation and its place in the mailbox (1, 2, …). */
export interface MessageKey {
  readonly conversationId: string;
  readonly sequence: number;
}

/**
 * `collected`: in the answer or the mailbox; `queued`: waits for the courier; `failed`: given up, kept visibly; `dropped`:
 * taken out of the outbox by request.
 */
export type DeliveryStatus = "collected" | "queued" | "delivered" | "failed" | "dropped";

export interface StoredMessage extends MessageKey {
  /** The same over all retries; receivers deduplicate by it. */
  readonly id: string;
  readonly at: number;
  readonly body: BotMessage;
  readonly deliverTo: Address | null;
  readonly status: DeliveryStatus;
  readonly attempts: number;
  readonly nextAttemptAt: number | null;
  /** Why the last attempt failed. */
  readonly reason: string | null;
}
