import type { ExternalEventFilter, OutreachStore } from "../outreach-store.ts";
import { toExternalEvent, toTime } from "../rows.ts";
import type { SqlValue } from "../sql-row.ts";
import { encodeTexts } from "../text-codec.ts";
import type { SqliteDriver, Statement } from "./driver.ts";
import type { GroupCommit } from "./group-commit.ts";

type ExternalEventOperations = Pick<
  OutreachStore,
  | "earliestExternalEvent"
  | "dueExternalEvents"
  | "listExternalEvents"
  | "postponeExternalEvent"
  | "failExternalEvent"
  | "forgetExternalEvents"
>;

/** External events that wait, and what became of them; look-ups by time use an index on waiting ones only. */
export function prepareExternalEvents(driver: SqliteDriver, group: GroupCommit): ExternalEventOperations {
  const earliest = driver.prepare(
    "SELECT min(next_attempt_at) AS at FROM external_events WHERE status = 'waiting' AND next_attempt_at > ?",
  );
  const due = driver.prepare(
    `SELECT * FROM external_events WHERE status = 'waiting' AND next_attempt_at <= ?
       AND conversation_id NOT IN (SELECT value FROM json_each(?)) ORDER BY next_attempt_at LIMIT ?`,
  );
  const postpone = driver.prepare(
    `UPDATE external_events SET next_attempt_at = ?, reason = ?, attempts = ?
     WHERE conversation_id = ? AND id = ? AND status = 'waiting'`,
  );
  const fail = driver.prepare(
    `UPDATE external_events SET status = 'failed', reason = ?, ended_at = ?
     WHERE conversation_id = ? AND id = ? AND status = 'waiting'`,
  );
  return {
    async earliestExternalEvent(after = Number.MIN_SAFE_INTEGER) {
      return toTime(earliest.get(after)?.["at"]);
    },
    dueExternalEvents: async (now, limit, except = []) =>
      due.all(now, encodeTexts(except), limit).map(toExternalEvent),
    listExternalEvents: prepareList(driver),
    postponeExternalEvent: ({ conversationId, id }, { nextAttemptAt, reason, attempts }) =>
      group.write(() => {
        postpone.run(nextAttemptAt, reason, attempts, conversationId, id);
      }),
    failExternalEvent: ({ conversationId, id }, reason, at) =>
      group.write(() => fail.run(reason, at, conversationId, id).changes === 1),
    forgetExternalEvents: prepareForgetting(driver, group),
  };
}

function prepareForgetting(
  driver: SqliteDriver,
  group: GroupCommit,
): ExternalEventOperations["forgetExternalEvents"] {
  const events = driver.prepare(
    `DELETE FROM external_events WHERE (conversation_id, id) IN
       (SELECT conversation_id, id FROM external_events WHERE ended_at < ? LIMIT ?)`,
  );
  // What still waits keeps its post.
  const posts = driver.prepare(
    `DELETE FROM topic_posts WHERE (topic, id) IN
       (SELECT p.topic, p.id FROM topic_posts p WHERE p.at < ? AND NOT EXISTS
         (SELECT 1 FROM external_events e WHERE e.topic = p.topic AND e.id = p.id) LIMIT ?)`,
  );
  return (endedBefore, limit) =>
    group.write(() => {
      const ended = Number(events.run(endedBefore, limit).changes);
      return ended + Number(posts.run(endedBefore, limit).changes);
    });
}

/** One statement for each combination of conditions, prepared when it is first asked for. */
function prepareList(driver: SqliteDriver): OutreachStore["listExternalEvents"] {
  const statements = new Map<string, Statement>();
  return async (filter = {}) => {
    const { conditions, parameters } = toConditions(filter);
    const where = conditions.length === 0 ? "" : `WHERE ${conditions.join(" AND ")}`;
    const sql = `SELECT * FROM external_events ${where}
      ORDER BY created_at DESC, conversation_id DESC, id DESC LIMIT ?`;
    const statement = statements.get(sql) ?? driver.prepare(sql);
    statements.set(sql, statement);
    return statement.all(...parameters, filter.limit ?? -1).map(toExternalEvent);
  };
}

function toConditions(filter: ExternalEventFilter): {
  conditions: readonly string[];
  parameters: readonly SqlValue[];
} {
  const { after } = filter;
  const given: readonly (readonly [string, SqlValue | undefined])[] = [
    ["conversation_id = ?", filter.conversationId],
    ["topic = ?", filter.topic],
    ["id = ?", filter.id],
    ["intent = ?", filter.intent],
    ["dedupe_key = ?", filter.dedupeKey],
    ["batch = ?", filter.batch],
    ["status = ?", filter.status],
    ["created_at >= ?", filter.createdSince],
    ["ended_at >= ?", filter.endedSince],
  ];
  const conditions = given.filter(([, value]) => value !== undefined).map(([condition]) => condition);
  const parameters = given.flatMap(([, value]) => (value === undefined ? [] : [value]));
  if (after === undefined) return { conditions, parameters };
  return {
    conditions: [...conditions, "(created_at, conversation_id, id) < (?, ?, ?)"],
    parameters: [...parameters, after.createdAt, after.conversationId, after.id],
  };
}
