import { randomUUID } from "node:crypto";
import type { Commit, StoredMessage } from "./store.ts";

/** A commit's messages as they are stored: numbered after the newest of the conversation, with ids of their own. */
export function newMessages(
  { conversationId, at, messages }: Commit,
  newest: number,
): readonly StoredMessage[] {
  return messages.map(({ body, deliverTo }, index) => ({
    conversationId,
    sequence: newest + index + 1,
    id: randomUUID(),
    at,
    body,
    deliverTo,
    status: deliverTo === null ? "collected" : "queued",
    attempts: 0,
    nextAttemptAt: deliverTo === null ? null : at,
    reason: null,
  }));
}
