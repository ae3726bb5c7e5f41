import { type JsonArray, type JsonObject, TsbotError } from "../../base/index.ts";
import { type EventState, type PostState, toEntities } from "../../runtime/index.ts";
import { EVENT_TO_POST } from "../request-shapes.ts";
import { cursorOf, toPage } from "./cursor.ts";
import { idempotencyKeyOf, limitOf, objectBodyOf, topicOf } from "./parameters.ts";
import type { Route } from "./route.ts";

/** Events for all conversations that subscribe to a topic. */
export const eventRoutes: readonly Route[] = [
  {
    method: "POST",
    path: "/events/:topic",
    access: "admin",
    async handle(request, { assistant }) {
      const topic = topicOf(request);
      const { name, entities, dedupe_key: dedupeKey } = objectBodyOf(request, MISSING_NAME, EVENT_TO_POST);
      const idempotencyKey = idempotencyKeyOf(request);
      const answer = await assistant.postEvent({
        topic,
        intent: name as string,
        entities: toEntities(entities),
        limit: limitOf(request),
        ...(typeof dedupeKey === "string" && { dedupeKey }),
        ...(idempotencyKey !== null && { idempotencyKey }),
      });
      return {
        status: 200,
        body: postToJson(answer),
        headers: answer.repeated ? { "idempotency-replayed": "true" } : {},
      };
    },
  },
  {
    method: "GET",
    path: "/events/:topic/:event",
    access: "admin",
    async handle(request, { assistant }) {
      const topic = topicOf(request);
      const id = request.params["event"] ?? "";
      const place = cursorOf(request, 1);
      const [createdAt, conversationId] = (place ?? [0, ""]) as [number, string];
      const state = await assistant.readPost(topic, id, {
        limit: limitOf(request),
        ...(place !== null && { after: { createdAt, conversationId, id } }),
      });
      if (state === null) throw unknownEvent(topic, id);
      return { status: 200, body: postToJson(state) };
    },
  },
];

const MISSING_NAME = "Name of the intent not provided in request body.";

function unknownEvent(topic: string, id: string): TsbotError {
  return new TsbotError("server/unknown-event", `No event '${id}' was posted to '${topic}'.`, {
    hint: "`POST /events/{topic}` answers with the event's id; events are kept for a week after they have ended.",
    details: { parameter: "event", in: "path" },
  });
}

/** Times are epoch seconds, as everywhere in Rasa's JSON. */
function postToJson({ post, recipients, next }: PostState): JsonObject {
  const { items, nextCursor } = toPage(
    next === null ? recipients : [...recipients, ...recipients.slice(-1)],
    recipients.length,
    ({ event }) => [event.createdAt, event.conversationId],
  );
  return {
    event_id: post.id,
    topic: post.topic,
    intent: post.intent,
    entities: post.entities,
    posted_at: post.at / 1000,
    counts: { ...post.counts },
    recipients: items.map(recipientToJson),
    next_cursor: nextCursor,
  };
}

function recipientToJson({ event, messages, deliveries }: EventState): JsonObject {
  const { conversationId, status, reason, attempts, dueAt, nextAttemptAt, endedAt } = event;
  return {
    conversation_id: conversationId,
    status,
    reason,
    attempts,
    due_at: dueAt / 1000,
    next_attempt_at: status === "waiting" ? nextAttemptAt / 1000 : null,
    ended_at: endedAt === null ? null : endedAt / 1000,
    messages: messages as unknown as JsonArray,
    deliveries: deliveries as unknown as JsonArray,
  };
}
