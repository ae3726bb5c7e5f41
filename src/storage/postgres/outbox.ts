import type { OutboxMessage, OutboxStore } from "../outbox-store.ts";
import { toStoredMessage } from "../rows.ts";
import type { SqlRow } from "../sql-row.ts";
import type { Database, Statement } from "./database.ts";
import { prepareFilteredList } from "./filtered-list.ts";

/** As the partial indexes have it. */
const IN_OUTBOX = "status IN ('queued', 'failed')";
const SETTLED = "status IN ('collected', 'delivered', 'dropped')";

/** What people see of the outbox and do to it. */
export function prepareOutbox(database: Database): OutboxStore {
  const read = database.prepare(`SELECT * FROM messages WHERE ${IN_OUTBOX} AND id = ?`);
  const count = database.prepare(
    `SELECT (SELECT count(*) FROM messages WHERE ${IN_OUTBOX}) AS all_of_them,
       (SELECT count(*) FROM messages WHERE status = 'failed') AS failed`,
  );
  const requeue = database.prepare("SELECT * FROM requeue_message(?, ?)");
  const drop = database.prepare("SELECT * FROM drop_message(?, ?)");
  const forget = {
    settled: prepareForgetting(database, SETTLED),
    failed: prepareForgetting(database, "status = 'failed'"),
  } as const;
  return {
    listOutbox: prepareList(database),
    readOutboxMessage: async (id) => toOutboxMessage(await read.get(id)),
    async countOutbox() {
      const row = await count.get();
      const failed = Number(row?.["failed"] ?? 0);
      return { queued: Number(row?.["all_of_them"] ?? 0) - failed, failed };
    },
    requeueMessage: async (id, at) => toOutboxMessage(await requeue.get(id, at)),
    async dropMessage(id, reason) {
      const row = await drop.get(id, reason);
      return row === undefined ? null : toStoredMessage(row);
    },
    forgetMessages: (kind, before, limit) => forget[kind].run(before, limit),
  };
}

function toOutboxMessage(row: SqlRow | undefined): OutboxMessage | null {
  return row === undefined ? null : (toStoredMessage(row) as OutboxMessage);
}

function prepareForgetting(database: Database, condition: string): Statement {
  return database.prepare(
    `DELETE FROM messages WHERE (conversation_id, sequence) IN (
       SELECT conversation_id, sequence FROM messages WHERE ${condition} AND at < ? ORDER BY at LIMIT ?)`,
  );
}

function prepareList(database: Database): OutboxStore["listOutbox"] {
  // The partial indexes need their condition in the text of the query.
  const prepare = (condition: string) =>
    prepareFilteredList(database, {
      select: `SELECT * FROM (SELECT * FROM messages WHERE ${condition}) AS outbox`,
      order: "at, conversation_id, sequence",
    });
  const lists = {
    all: prepare(IN_OUTBOX),
    queued: prepare("status = 'queued'"),
    failed: prepare("status = 'failed'"),
  };
  return async ({ status, conversationId, channel, after, limit } = {}) => {
    const rows = await lists[status ?? "all"](
      [
        ["conversation_id = ?", conversationId],
        ["channel = ?", channel],
        [
          "(at, conversation_id, sequence) > (?, ?, ?)",
          after && [after.at, after.conversationId, after.sequence],
        ],
      ],
      limit,
    );
    return rows.map((row) => toStoredMessage(row) as OutboxMessage);
  };
}
