import { compareBytes } from "../compare-bytes.ts";
import { toStoredMessage, toTime } from "../rows.ts";
import type { ConversationStore, MessageKey, Settlement } from "../store.ts";
import { createBatch } from "./batch.ts";
import type { Database } from "./database.ts";
import type { Membership } from "./membership.ts";

type DeliveryOperations = Pick<
  ConversationStore,
  "readMessages" | "earliestDelivery" | "dueDeliveries" | "queuedDeliveries" | "settleDelivery"
>;

/** The mailbox part of the contract, and what the courier needs of the outbox. */
export function prepareDeliveries(database: Database, membership: Membership): DeliveryOperations {
  const read = database.prepare(
    "SELECT * FROM messages WHERE conversation_id = ? AND sequence > ? ORDER BY sequence LIMIT ?",
  );
  const earliest = database.prepare(
    `SELECT min(next_attempt_at) AS at FROM messages
     WHERE status = 'queued' AND is_next = 1 AND next_attempt_at > ?`,
  );
  // What another process delivers now is not looked at here.
  const due = database.prepare(
    `SELECT * FROM messages m WHERE status = 'queued' AND is_next = 1 AND next_attempt_at <= ?
       AND NOT EXISTS (SELECT 1 FROM lines l
         WHERE l.conversation_id = m.conversation_id AND l.line = 'deliveries' AND l.process <> ?)
     ORDER BY next_attempt_at LIMIT ?`,
  );
  const queued = database.prepare(
    `SELECT * FROM messages
     WHERE conversation_id = ? AND status = 'queued' AND is_next = 1 ORDER BY sequence`,
  );
  // Asked as it was before: what is committed meanwhile is made known by itself.
  const settle = database.prepare(
    `SELECT s.*, EXISTS (SELECT 1 FROM messages q
         WHERE q.status = 'queued' AND q.conversation_id = c.id AND q.sequence <> c.settled)::integer AS may_have_more
     FROM (SELECT ?::text AS id, ?::bigint AS settled) c
     LEFT JOIN LATERAL settle_delivery(c.id, c.settled, ?, ?, ?, ?) s ON true ORDER BY s.sequence`,
  );
  // As above, for what most attempts come to.
  const settleDelivered = database.prepare(
    `SELECT EXISTS (SELECT 1 FROM messages q
         WHERE q.status = 'queued' AND q.conversation_id = u.id AND q.sequence <> u.settled)::integer AS may_have_more
     FROM unnest(?::text[], ?::text[]::bigint[]) WITH ORDINALITY AS u (id, settled, n)
     LEFT JOIN LATERAL settle_delivery(u.id, u.settled, 'delivered', NULL, NULL, 0) s ON true ORDER BY u.n`,
  );
  const settleInBatch = createBatch<MessageKey, Settlement>({
    compare: (left, right) => compareBytes(left.conversationId, right.conversationId),
    async run(keys) {
      const rows = await settleDelivered.all(
        keys.map(({ conversationId }) => conversationId),
        keys.map(({ sequence }) => String(sequence)),
      );
      return rows.map((row) => ({ others: [], mayHaveMore: row["may_have_more"] !== 0 }));
    },
  });
  return {
    readMessages: async (id, { after, limit }) => (await read.all(id, after, limit)).map(toStoredMessage),
    async earliestDelivery(after = Number.MIN_SAFE_INTEGER) {
      return toTime((await earliest.get(after))?.["at"]);
    },
    dueDeliveries: async (now, limit) =>
      (await due.all(now, membership.number(), limit)).map(toStoredMessage),
    queuedDeliveries: async (id) => (await queued.all(id)).map(toStoredMessage),
    async settleDelivery(key, outcome) {
      if (outcome.status === "delivered") return await settleInBatch(key);
      const { conversationId, sequence } = key;
      const nextAttemptAt = outcome.status === "queued" ? outcome.nextAttemptAt : null;
      const { reason } = outcome;
      const isGone = outcome.status === "failed" && outcome.isAddressGone === true ? 1 : 0;
      const rows = await settle.all(conversationId, sequence, outcome.status, nextAttemptAt, reason, isGone);
      return {
        others: rows.filter((row) => row["sequence"] !== null).map(toStoredMessage),
        mayHaveMore: rows[0]?.["may_have_more"] !== 0 || outcome.status === "queued",
      };
    },
  };
}
