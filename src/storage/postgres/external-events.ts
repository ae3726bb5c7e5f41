import type { OutreachStore } from "../outreach-store.ts";
import { toExternalEvent, toTime } from "../rows.ts";
import type { Database } from "./database.ts";
import { prepareFilteredList } from "./filtered-list.ts";

export type ExternalEventOperations = Pick<
  OutreachStore,
  | "earliestExternalEvent"
  | "dueExternalEvents"
  | "listExternalEvents"
  | "postponeExternalEvent"
  | "failExternalEvent"
  | "forgetExternalEvents"
>;

/** External events that wait, and what became of them; look-ups by time use an index on waiting ones only. */
export function prepareExternalEvents(database: Database): ExternalEventOperations {
  const earliest = database.prepare(
    "SELECT min(next_attempt_at) AS at FROM external_events WHERE status = 'waiting' AND next_attempt_at > ?",
  );
  const due = database.prepare(
    `SELECT * FROM external_events WHERE status = 'waiting' AND next_attempt_at <= ?
       AND conversation_id <> ALL (?::text[]) ORDER BY next_attempt_at LIMIT ?`,
  );
  const postpone = database.prepare(
    `UPDATE external_events SET next_attempt_at = ?, reason = ?, attempts = ?
     WHERE conversation_id = ? AND id = ? AND status = 'waiting'`,
  );
  const fail = database.prepare(
    `UPDATE external_events SET status = 'failed', reason = ?, ended_at = ?
     WHERE conversation_id = ? AND id = ? AND status = 'waiting'`,
  );
  return {
    async earliestExternalEvent(after = Number.MIN_SAFE_INTEGER) {
      return toTime((await earliest.get(after))?.["at"]);
    },
    dueExternalEvents: async (now, limit, except = []) =>
      (await due.all(now, except, limit)).map(toExternalEvent),
    listExternalEvents: prepareList(database),
    async postponeExternalEvent({ conversationId, id }, { nextAttemptAt, reason, attempts }) {
      await postpone.run(nextAttemptAt, reason, attempts, conversationId, id);
    },
    failExternalEvent: async ({ conversationId, id }, reason, at) =>
      (await fail.run(reason, at, conversationId, id)) === 1,
    forgetExternalEvents: prepareForgetting(database),
  };
}

function prepareForgetting(database: Database): ExternalEventOperations["forgetExternalEvents"] {
  const events = database.prepare(
    `DELETE FROM external_events WHERE (conversation_id, id) IN
       (SELECT conversation_id, id FROM external_events WHERE ended_at < ? LIMIT ?)`,
  );
  // What still waits keeps its post.
  const posts = database.prepare(
    `DELETE FROM topic_posts WHERE (topic, id) IN
       (SELECT p.topic, p.id FROM topic_posts p WHERE p.at < ? AND NOT EXISTS
         (SELECT 1 FROM external_events e WHERE e.topic = p.topic AND e.id = p.id) LIMIT ?)`,
  );
  return async (endedBefore, limit) => {
    const ended = await events.run(endedBefore, limit);
    return ended + (await posts.run(endedBefore, limit));
  };
}

function prepareList(database: Database): OutreachStore["listExternalEvents"] {
  const list = prepareFilteredList(database, {
    select: "SELECT * FROM external_events",
    order: "created_at DESC, conversation_id DESC, id DESC",
  });
  return async ({ after, limit, ...filter } = {}) => {
    const rows = await list(
      [
        ["conversation_id = ?", filter.conversationId],
        ["topic = ?", filter.topic],
        ["id = ?", filter.id],
        ["intent = ?", filter.intent],
        ["dedupe_key = ?", filter.dedupeKey],
        ["batch = ?", filter.batch],
        ["status = ?", filter.status],
        ["created_at >= ?", filter.createdSince],
        ["ended_at >= ?", filter.endedSince],
        [
          "(created_at, conversation_id, id) < (?, ?, ?)",
          after && [after.createdAt, after.conversationId, after.id],
        ],
      ],
      limit,
    );
    return rows.map(toExternalEvent);
  };
}
