import { text, toStoredMessage, toTime } from "../rows.ts";
import type { ConversationStore, DeliveryOutcome, MessageKey, Settlement, StoredMessage } from "../store.ts";
import type { SqliteDriver } from "./driver.ts";
import type { GroupCommit } from "./group-commit.ts";

type DeliveryOperations = Pick<
  ConversationStore,
  "readMessages" | "earliestDelivery" | "dueDeliveries" | "queuedDeliveries" | "settleDelivery"
>;

/** The mailbox part of the contract, and what the courier needs of the outbox. */
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
  const record = prepareSettling(driver);
  return {
    readMessages: async (id, { after, limit }) => read.all(id, after, limit).map(toStoredMessage),
    earliestDelivery: async (after = Number.MIN_SAFE_INTEGER) => toTime(earliest.get(after)?.["at"]),
    dueDeliveries: async (now, limit) => due.all(now, limit).map(toStoredMessage),
    queuedDeliveries: async (id) => queued.all(id).map(toStoredMessage),
    settleDelivery: (key, outcome) => group.write(() => record(key, outcome), key.conversationId),
  };
}

/** Makes the oldest queued message of a message's channel the next one. */
export function preparePromotion(driver: SqliteDriver): (key: MessageKey) => void {
  const promote = driver.prepare(
    `UPDATE messages SET is_next = 1 WHERE conversation_id = ? AND sequence = (
       SELECT sequence FROM messages WHERE status = 'queued' AND conversation_id = ? AND channel = (
         SELECT channel FROM messages WHERE conversation_id = ? AND sequence = ?)
       ORDER BY sequence LIMIT 1)`,
  );
  return ({ conversationId, sequence }) => {
    promote.run(conversationId, conversationId, conversationId, sequence);
  };
}

type Settle = (key: MessageKey, outcome: DeliveryOutcome) => Settlement;

function prepareSettling(driver: SqliteDriver): Settle {
  const settle = driver.prepare(
    `UPDATE messages SET status = ?, next_attempt_at = ?, reason = ?, attempts = attempts + 1
     WHERE conversation_id = ? AND sequence = ? AND status = 'queued'`,
  );
  const promote = preparePromotion(driver);
  const hasMore = driver.prepare(
    "SELECT EXISTS (SELECT 1 FROM messages WHERE status = 'queued' AND conversation_id = ?) AS has_more",
  );
  const giveUp = prepareGivingUp(driver);
  return (key, outcome) => {
    const { conversationId, sequence } = key;
    const nextAttemptAt = outcome.status === "queued" ? outcome.nextAttemptAt : null;
    const reason = outcome.status === "delivered" ? null : outcome.reason;
    const { changes } = settle.run(outcome.status, nextAttemptAt, reason, conversationId, sequence);
    if (changes !== 1 || outcome.status === "queued") return { others: [], mayHaveMore: true };
    const isGone = outcome.status === "failed" && outcome.isAddressGone === true;
    const others = isGone ? giveUp(key, outcome.reason) : [];
    const mayHaveMore = hasMore.get(conversationId)?.["has_more"] === 1;
    if (mayHaveMore) promote(key);
    return { others, mayHaveMore };
  };
}

/** Remembers that a message's address is gone and gives up what else is queued for it. */
function prepareGivingUp(
  driver: SqliteDriver,
): (key: MessageKey, reason: string) => readonly StoredMessage[] {
  const find = driver.prepare("SELECT * FROM messages WHERE conversation_id = ? AND sequence = ?");
  const note = driver.prepare(
    `INSERT INTO addresses (conversation_id, channel, data, is_gone) VALUES (?, ?, ?, 1)
     ON CONFLICT (conversation_id, channel) DO UPDATE SET is_gone = 1 WHERE data = excluded.data`,
  );
  const queued = driver.prepare(
    `SELECT * FROM messages WHERE status = 'queued' AND conversation_id = ? AND channel = ? AND address = ?
     ORDER BY sequence`,
  );
  const fail = driver.prepare(
    `UPDATE messages SET status = 'failed', next_attempt_at = NULL, reason = ?
     WHERE status = 'queued' AND conversation_id = ? AND channel = ? AND address = ?`,
  );
  return ({ conversationId, sequence }, reason) => {
    const message = find.get(conversationId, sequence);
    const [channel, address] = [text(message?.["channel"]), text(message?.["address"])];
    if (message === undefined || channel === null || address === null) return [];
    note.run(conversationId, channel, address);
    const others = queued.all(conversationId, channel, address).map(toStoredMessage);
    fail.run(reason, conversationId, channel, address);
    return others.map((other) => ({ ...other, status: "failed", nextAttemptAt: null, reason }));
  };
}
