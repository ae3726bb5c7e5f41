import type { StoredMessage } from "./stored-message.ts";

/** The part of the contract of all stores that lets people look into the outbox, and that keeps it small. */
export interface OutboxStore {
  /**
   * Messages that are in the outbox: queued, or given up and not dropped yet. Oldest first: by `at`, then conversation
   * id (its UTF-8 bytes), then sequence.
   */
  listOutbox(filter?: OutboxFilter): Promise<readonly OutboxMessage[]>;
  /** One message that is in the outbox, or null. */
  readOutboxMessage(id: string): Promise<OutboxMessage | null>;
  countOutbox(): Promise<OutboxCounts>;
  /**
   * Queues a message that is in the outbox as if it were new: no attempt was made, and it may be tried at once, before
   * the younger ones of its channel. Its address counts as being there again. Null when it is not in the outbox.
   */
  requeueMessage(id: string, at: number): Promise<OutboxMessage | null>;
  /** Takes a message out of the outbox; it stays in the mailbox as dropped. Null when it is not in the outbox. */
  dropMessage(id: string, reason: string): Promise<StoredMessage | null>;
  /**
   * Deletes messages of before a time from the mailbox, at most `limit` of them, and says how many there were. `settled`:
   * those collected, delivered or dropped; `failed`: those given up. What is queued stays, and so does the numbering.
   */
  forgetMessages(kind: "settled" | "failed", before: number, limit: number): Promise<number>;
}

export type OutboxMessage = StoredMessage & { readonly status: "queued" | "failed" };

export interface OutboxFilter {
  readonly status?: OutboxMessage["status"];
  readonly conversationId?: string;
  readonly channel?: string;
  readonly limit?: number;
  /** Only those that come after this one, so that pages can follow each other. */
  readonly after?: Pick<StoredMessage, "at" | "conversationId" | "sequence">;
}

export type OutboxCounts = Readonly<Record<OutboxMessage["status"], number>>;
