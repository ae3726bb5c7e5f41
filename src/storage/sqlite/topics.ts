import type { JsonObject } from "../../base/index.ts";
import type {
  ExternalEventStatus,
  NewTopicPost,
  OutreachStore,
  PostReceipt,
  TopicPost,
} from "../outreach-store.ts";
import { json } from "../rows.ts";
import type { SqlRow } from "../sql-row.ts";
import type { SqliteDriver } from "./driver.ts";
import type { GroupCommit } from "./group-commit.ts";

type TopicOperations = Pick<
  OutreachStore,
  "listTopics" | "listSubscribers" | "postToTopic" | "readTopicPost"
>;

/** Topics, who subscribes to them, and what was posted to them. */
export function prepareTopics(driver: SqliteDriver, group: GroupCommit): TopicOperations {
  const topics = driver.prepare(
    `SELECT topic, count(*) AS subscribers FROM subscriptions WHERE topic > ?
     GROUP BY topic ORDER BY topic LIMIT ?`,
  );
  const subscribers = driver.prepare(
    `SELECT conversation_id, topic, since FROM subscriptions WHERE topic = ? AND conversation_id > ?
     ORDER BY conversation_id LIMIT ?`,
  );
  const readPost = preparePost(driver);
  const post = preparePosting(driver, readPost);
  return {
    listTopics: async ({ limit = -1, after = "" } = {}) =>
      topics
        .all(after, limit)
        .map((row) => ({ topic: String(row["topic"]), subscribers: Number(row["subscribers"]) })),
    listSubscribers: async (topic, { limit = -1, after = "" } = {}) =>
      subscribers.all(topic, after, limit).map((row) => ({
        conversationId: String(row["conversation_id"]),
        topic: String(row["topic"]),
        since: Number(row["since"]),
      })),
    postToTopic: (request) => group.write(() => post(request)),
    readTopicPost: async (topic, id) => readPost(topic, id),
  };
}

type ReadPost = (topic: string, id: string) => TopicPost | null;

function preparePost(driver: SqliteDriver): ReadPost {
  const read = driver.prepare("SELECT * FROM topic_posts WHERE topic = ? AND id = ?");
  const count = driver.prepare(
    "SELECT status, count(*) AS count FROM external_events WHERE topic = ? AND id = ? GROUP BY status",
  );
  return (topic, id) => {
    const row = read.get(topic, id);
    return row === undefined ? null : toPost(row, count.all(topic, id));
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

function preparePosting(driver: SqliteDriver, readPost: ReadPost): (post: NewTopicPost) => PostReceipt {
  const known = driver.prepare("SELECT id FROM topic_posts WHERE topic = ? AND idempotency_key = ?");
  const nth = driver.prepare(
    "SELECT at FROM topic_posts WHERE topic = ? AND at > ? AND at <= ? ORDER BY at DESC LIMIT 1 OFFSET ?",
  );
  const insert = driver.prepare(
    `INSERT INTO topic_posts (topic, id, intent, entities, at, idempotency_key, request_hash)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  const address = driver.prepare(
    `INSERT INTO external_events (conversation_id, id, topic, intent, entities, output_channel, dedupe_key, batch,
       due_at, next_attempt_at, attempts, status, created_at)
     SELECT conversation_id, ?, topic, ?, ?, 'latest', ?, ?, ?, ?, 0, 'waiting', ? FROM subscriptions WHERE topic = ?`,
  );
  return ({ id, topic, intent, dedupeKey, batch, dueAt, at, idempotencyKey, requestHash, ...rest }) => {
    const repeated = idempotencyKey === null ? undefined : known.get(topic, idempotencyKey);
    if (repeated !== undefined) return toReceipt("repeated", readPost(topic, String(repeated["id"])));
    const { rateLimit } = rest;
    const last = rateLimit && nth.get(topic, at - rateLimit.milliseconds, at, rateLimit.posts - 1);
    if (rateLimit && last) return { type: "limited", retryAt: Number(last["at"]) + rateLimit.milliseconds };
    const entities = JSON.stringify(rest.entities);
    insert.run(topic, id, intent, entities, at, idempotencyKey, requestHash);
    address.run(id, intent, entities, dedupeKey, batch, dueAt, dueAt, at, topic);
    return toReceipt("posted", readPost(topic, id));
  };
}

function toReceipt(type: "posted" | "repeated", post: TopicPost | null): PostReceipt {
  if (post === null) throw new Error("A post that was just written cannot be read.");
  return { type, post };
}
