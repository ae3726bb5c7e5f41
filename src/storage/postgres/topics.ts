import type { JsonObject } from "../../base/index.ts";
import type {
  ExternalEventStatus,
  NewTopicPost,
  OutreachStore,
  PostReceipt,
  TopicPost,
} from "../outreach-store.ts";
import { json, toTime } from "../rows.ts";
import type { SqlRow } from "../sql-row.ts";
import type { Database } from "./database.ts";
import { toJsonParameter } from "./json-parameter.ts";

type TopicOperations = Pick<
  OutreachStore,
  "listTopics" | "listSubscribers" | "postToTopic" | "readTopicPost"
>;

/** Topics, who subscribes to them, and what was posted to them. */
export function prepareTopics(database: Database): TopicOperations {
  const topics = database.prepare(
    `SELECT topic, count(*) AS subscribers FROM subscriptions WHERE topic > ?
     GROUP BY topic ORDER BY topic LIMIT ?`,
  );
  const subscribers = database.prepare(
    `SELECT conversation_id, topic, since FROM subscriptions WHERE topic = ? AND conversation_id > ?
     ORDER BY conversation_id LIMIT ?`,
  );
  const readTopicPost = preparePost(database);
  return {
    listTopics: async ({ limit, after = "" } = {}) =>
      (await topics.all(after, limit ?? null)).map((row) => ({
        topic: String(row["topic"]),
        subscribers: Number(row["subscribers"]),
      })),
    listSubscribers: async (topic, { limit, after = "" } = {}) =>
      (await subscribers.all(topic, after, limit ?? null)).map((row) => ({
        conversationId: String(row["conversation_id"]),
        topic: String(row["topic"]),
        since: Number(row["since"]),
      })),
    postToTopic: preparePosting(database, readTopicPost),
    readTopicPost,
  };
}

function preparePost(database: Database): OutreachStore["readTopicPost"] {
  const read = database.prepare("SELECT * FROM topic_posts WHERE topic = ? AND id = ?");
  const count = database.prepare(
    "SELECT status, count(*) AS count FROM external_events WHERE topic = ? AND id = ? GROUP BY status",
  );
  return async (topic, id) => {
    const row = await read.get(topic, id);
    return row === undefined ? null : toPost(row, await count.all(topic, id));
  };
}

function toPost(row: SqlRow, counted: readonly SqlRow[]): TopicPost {
  const counts: Record<ExternalEventStatus, number> = { waiting: 0, fired: 0, suppressed: 0, failed: 0 };
  for (const { status, count } of counted) counts[status as ExternalEventStatus] = Number(count);
  return {
    id: String(row["id"]),
    topic: String(row["topic"]),
    intent: String(row["intent"]),
    entities: json(row["entities"]) as readonly JsonObject[],
    at: Number(row["at"]),
    requestHash: String(row["request_hash"]),
    counts,
  };
}

function preparePosting(
  database: Database,
  readPost: OutreachStore["readTopicPost"],
): OutreachStore["postToTopic"] {
  const statement = database.prepare("SELECT post_id, retry_at FROM post_to_topic(?::jsonb)");
  return async (post) => {
    const row = await statement.get(toJsonParameter(toInput(post)));
    const retryAt = toTime(row?.["retry_at"]);
    if (retryAt !== null) return { type: "limited", retryAt };
    const id = String(row?.["post_id"]);
    return toReceipt(id === post.id ? "posted" : "repeated", await readPost(post.topic, id));
  };
}

function toInput(post: NewTopicPost): unknown {
  return {
    id: post.id,
    topic: post.topic,
    intent: post.intent,
    entities: JSON.stringify(post.entities),
    dedupe_key: post.dedupeKey,
    batch: post.batch,
    due_at: post.dueAt,
    at: post.at,
    idempotency_key: post.idempotencyKey,
    request_hash: post.requestHash,
    rate_posts: post.rateLimit?.posts ?? null,
    rate_milliseconds: post.rateLimit?.milliseconds ?? null,
  };
}

function toReceipt(type: "posted" | "repeated", post: TopicPost | null): PostReceipt {
  if (post === null) throw new Error("A post that was just written cannot be read.");
  return { type, post };
}
