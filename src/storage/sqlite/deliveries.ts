import type { ConversationStore, DeliveryOutcome, MessageKey } from "../store.ts";
import type { SqliteDriver } from "./driver.ts";
import type { GroupCommit } from "./group-commit.ts";
import { toStoredMessage, toTime } from "./rows.ts";

type DeliveryOperations = Pick<
  ConversationStore,
  "readMessages" | "earliestDelivery" | "dueDeliveries" | "queuedDeliveries" | "settleDelivery"
>;

/** Only the oldest queued message of each conversation and channel may be tried: the others wait behind it. */
const IS_HEAD = `NOT EXISTS (SELECT 1 FROM messages earlier
  WHERE earlier.status = 'queued' AND earlier.conversation_id = m.conversation_id
    AND earlier.channel IS m.channel AND earlier.sequence < m.sequence)`;

/** The mailbox and outbox part of the contract. */
export function prepareDeliveries(driver: SqliteDriver, group: GroupCommit): DeliveryOperations {
  const read = driver.prepare(
    "SELECT * FROM messages WHERE conversation_id = ? AND sequence > ? ORDER BY sequence LIMIT ?",
  );
  const earliest = driver.prepare(
    `SELECT m.next_attempt_at AS at FROM messages m WHERE m.status = 'queued' AND m.next_attempt_at > ? AND ${IS_HEAD}
     ORDER BY m.next_attempt_at LIMIT 1`,
  );
  const due = driver.prepare(
    `SELECT * FROM messages m WHERE m.status = 'queued' AND m.next_attempt_at <= ? AND ${IS_HEAD}
     ORDER BY m.next_attempt_at LIMIT ?`,
  );
  const queued = driver.prepare(
    `SELECT * FROM messages WHERE conversation_id = ? AND sequence IN (
       SELECT min(sequence) FROM messages WHERE conversation_id = ? AND status = 'queued' GROUP BY channel)
     ORDER BY sequence`,
  );
  const settle = driver.prepare(
    `UPDATE messages SET status = ?, next_attempt_at = ?, reason = ?, attempts = attempts + 1
     WHERE conversation_id = ? AND sequence = ? AND status = 'queued'`,
  );
  const record = ({ conversationId, sequence }: MessageKey, outcome: DeliveryOutcome): void => {
    const nextAttemptAt = outcome.status === "queued" ? outcome.nextAttemptAt : null;
    const reason = outcome.status === "delivered" ? null : outcome.reason;
    settle.run(outcome.status, nextAttemptAt, reason, conversationId, sequence);
  };
  return {
    readMessages: async (id, { after, limit }) => read.all(id, after, limit).map(toStoredMessage),
    earliestDelivery: async (after = Number.MIN_SAFE_INTEGER) => toTime(earliest.get(after)?.["at"]),
    dueDeliveries: async (now, limit) => due.all(now, limit).map(toStoredMessage),
    queuedDeliveries: async (id) => queued.all(id, id).map(toStoredMessage),
    settleDelivery: (key, outcome) => group.write(() => record(key, outcome)),
  };
}
