import type { OutboxFilter, OutboxMessage, OutboxStore } from "../outbox-store.ts";
import { toStoredMessage } from "../rows.ts";
import type { SqlValue } from "../sql-row.ts";
import type { StoredMessage } from "../store.ts";
import { preparePromotion } from "./deliveries.ts";
import type { SqliteDriver, Statement } from "./driver.ts";
import type { GroupCommit } from "./group-commit.ts";

/** As the partial indexes have it. */
const IN_OUTBOX = "status IN ('queued', 'failed')";
const SETTLED = "status IN ('collected', 'delivered', 'dropped')";

/** What people see of the outbox and do to it. */
export function prepareOutbox(driver: SqliteDriver, group: GroupCommit): OutboxStore {
  const find = driver.prepare(`SELECT * FROM messages WHERE ${IN_OUTBOX} AND id = ?`);
  const count = driver.prepare(
    `SELECT (SELECT count(*) FROM messages WHERE ${IN_OUTBOX}) AS all_of_them,
       (SELECT count(*) FROM messages WHERE status = 'failed') AS failed`,
  );
  const read = (id: string): OutboxMessage | null => {
    const row = find.get(id);
    return row === undefined ? null : (toStoredMessage(row) as OutboxMessage);
  };
  const requeue = prepareRequeueing(driver, read);
  const drop = prepareDropping(driver, read);
  const forget = {
    settled: prepareForgetting(driver, SETTLED),
    failed: prepareForgetting(driver, "status = 'failed'"),
  } as const;
  return {
    listOutbox: prepareList(driver),
    readOutboxMessage: async (id) => read(id),
    async countOutbox() {
      const row = count.get();
      const failed = Number(row?.["failed"] ?? 0);
      return { queued: Number(row?.["all_of_them"] ?? 0) - failed, failed };
    },
    requeueMessage: (id, at) => group.write(() => requeue(id, at)),
    dropMessage: (id, reason) => group.write(() => drop(id, reason)),
    forgetMessages: (kind, before, limit) =>
      group.write(() => Number(forget[kind].run(before, limit).changes)),
  };
}

function prepareForgetting(driver: SqliteDriver, condition: string): Statement {
  return driver.prepare(
    `DELETE FROM messages WHERE (conversation_id, sequence) IN (
       SELECT conversation_id, sequence FROM messages WHERE ${condition} AND at < ? ORDER BY at LIMIT ?)`,
  );
}

type ReadMessage = (id: string) => OutboxMessage | null;

function prepareRequeueing(
  driver: SqliteDriver,
  read: ReadMessage,
): (id: string, at: number) => OutboxMessage | null {
  const requeue = driver.prepare(
    `UPDATE messages SET status = 'queued', attempts = 0, next_attempt_at = ?, reason = NULL, is_next = 0
     WHERE conversation_id = ? AND sequence = ?`,
  );
  const yieldTo = driver.prepare(
    "UPDATE messages SET is_next = 0 WHERE status = 'queued' AND is_next = 1 AND conversation_id = ? AND channel = ?",
  );
  const welcome = driver.prepare(
    "UPDATE addresses SET is_gone = 0 WHERE conversation_id = ? AND channel = ?",
  );
  const promote = preparePromotion(driver);
  return (id, at) => {
    const message = read(id);
    if (message === null) return null;
    const { conversationId, sequence, deliverTo } = message;
    const channel = deliverTo?.channel ?? "";
    requeue.run(at, conversationId, sequence);
    yieldTo.run(conversationId, channel);
    promote(message);
    welcome.run(conversationId, channel);
    return read(id);
  };
}

function prepareDropping(
  driver: SqliteDriver,
  read: ReadMessage,
): (id: string, reason: string) => StoredMessage | null {
  const drop = driver.prepare(
    `UPDATE messages SET status = 'dropped', next_attempt_at = NULL, reason = ?
     WHERE conversation_id = ? AND sequence = ?`,
  );
  const promote = preparePromotion(driver);
  return (id, reason) => {
    const message = read(id);
    if (message === null) return null;
    drop.run(reason, message.conversationId, message.sequence);
    promote(message);
    return { ...message, status: "dropped", nextAttemptAt: null, reason };
  };
}

/** One statement for each combination of conditions, prepared when it is first asked for. */
function prepareList(driver: SqliteDriver): OutboxStore["listOutbox"] {
  const statements = new Map<string, Statement>();
  return async (filter = {}) => {
    const { conditions, parameters } = toConditions(filter);
    const sql = `SELECT * FROM messages WHERE ${conditions.join(" AND ")} ORDER BY at, conversation_id, sequence LIMIT ?`;
    const statement = statements.get(sql) ?? driver.prepare(sql);
    statements.set(sql, statement);
    return statement
      .all(...parameters, filter.limit ?? -1)
      .map((row) => toStoredMessage(row) as OutboxMessage);
  };
}

function toConditions({ status, conversationId, channel, after }: OutboxFilter): {
  conditions: string[];
  parameters: SqlValue[];
} {
  // The partial indexes need their condition in the text of the query.
  const conditions = [status === "failed" ? "status = 'failed'" : IN_OUTBOX];
  if (status === "queued") conditions.push("status = 'queued'");
  const parameters: SqlValue[] = [];
  if (conversationId !== undefined) {
    conditions.push("conversation_id = ?");
    parameters.push(conversationId);
  }
  if (channel !== undefined) {
    conditions.push("channel = ?");
    parameters.push(channel);
  }
  const {
    at,
    conversationId: id,
    sequence,
  } = after ?? {
    at: Number.MIN_SAFE_INTEGER,
    conversationId: "",
    sequence: 0,
  };
  conditions.push("(at, conversation_id, sequence) > (?, ?, ?)");
  parameters.push(at, id, sequence);
  return { conditions, parameters };
}
