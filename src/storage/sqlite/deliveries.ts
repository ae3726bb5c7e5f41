import type { ConversationStore, DeliveryOutcome, MessageKey } from "../store.ts";
import type { SqliteDriver } from "./driver.ts";
import type { GroupCommit } from "./group-commit.ts";
import { toStoredMessage, toTime } from "./rows.ts";

type DeliveryOperations = Pick<
  ConversationStore,
  "readMessages" | "earliestDelivery" | "dueDeliveries" | "queuedDeliveries" | "settleDelivery"
>;

/** The mailbox and outbox part of the contract. */
export function prepareDeliveries(driver: SqliteDriver, group: GroupCommit): DeliveryOperations {
  const read = driver.prepare(
    "SELECT * FROM messages WHERE conversation_id = ? AND sequence > ? ORDER BY sequence LIMIT ?",
  );
  const earliest = driver.prepare(
    `SELECT min(next_attempt_at) AS at FROM messages
     WHERE status = 'queued' AND is_next = 1 AND next_attempt_at > ?`,
  );
  const due = driver.prepare(
    `SELECT * FROM messages WHERE status = 'queued' AND is_next = 1 AND next_attempt_at <= ?
     ORDER BY next_attempt_at LIMIT ?`,
  );
  const queued = driver.prepare(
    // Without a hint SQLite takes an index that holds the whole queue.
    `SELECT * FROM messages INDEXED BY messages_next_of
     WHERE conversation_id = ? AND status = 'queued' AND is_next = 1 ORDER BY sequence`,
  );
  const settle = driver.prepare(
    `UPDATE messages SET status = ?, next_attempt_at = ?, reason = ?, attempts = attempts + 1
     WHERE conversation_id = ? AND sequence = ? AND status = 'queued'`,
  );
  const promote = driver.prepare(
    `UPDATE messages SET is_next = 1 WHERE conversation_id = ? AND sequence = (
       SELECT sequence FROM messages WHERE status = 'queued' AND conversation_id = ? AND channel = (
         SELECT channel FROM messages WHERE conversation_id = ? AND sequence = ?)
       ORDER BY sequence LIMIT 1)`,
  );
  const record = ({ conversationId, sequence }: MessageKey, outcome: DeliveryOutcome): void => {
    const nextAttemptAt = outcome.status === "queued" ? outcome.nextAttemptAt : null;
    const reason = outcome.status === "delivered" ? null : outcome.reason;
    settle.run(outcome.status, nextAttemptAt, reason, conversationId, sequence);
    if (outcome.status !== "queued") promote.run(conversationId, conversationId, conversationId, sequence);
  };
  return {
    readMessages: async (id, { after, limit }) => read.all(id, after, limit).map(toStoredMessage),
    earliestDelivery: async (after = Number.MIN_SAFE_INTEGER) => toTime(earliest.get(after)?.["at"]),
    dueDeliveries: async (now, limit) => due.all(now, limit).map(toStoredMessage),
    queuedDeliveries: async (id) => queued.all(id).map(toStoredMessage),
    settleDelivery: (key, outcome) => group.write(() => record(key, outcome)),
  };
}
