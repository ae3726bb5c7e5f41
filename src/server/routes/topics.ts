import type { JsonObject } from "../../base/index.ts";
import type { Assistant, ReachEvent } from "../../runtime/index.ts";
import type { Reach } from "../../storage/index.ts";
import type { Reply } from "../reply.ts";
import { cursorOf, toPage } from "./cursor.ts";
import { conversationIdOf, limitOf, topicOf } from "./parameters.ts";
import type { Route, RouteRequest } from "./route.ts";

/** Topics, who subscribes to them, and who wants no events at all. */
export const topicRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/topics",
    access: "admin",
    async handle(request, { assistant: { store } }) {
      const limit = limitOf(request);
      const found = await store.listTopics({ limit: limit + 1, ...afterOf(request) });
      const { items, nextCursor } = toPage(found, limit, ({ topic }) => [topic]);
      return { status: 200, body: { topics: items.map((item) => ({ ...item })), next_cursor: nextCursor } };
    },
  },
  {
    method: "GET",
    path: "/topics/:topic/subscribers",
    access: "admin",
    async handle(request, { assistant: { store } }) {
      const topic = topicOf(request);
      const limit = limitOf(request);
      const found = await store.listSubscribers(topic, { limit: limit + 1, ...afterOf(request) });
      const { items, nextCursor } = toPage(found, limit, ({ conversationId }) => [conversationId]);
      const subscribers = items.map(({ conversationId, since }) => ({
        conversation_id: conversationId,
        since: since / 1000,
      }));
      return { status: 200, body: { topic, subscribers, next_cursor: nextCursor } };
    },
  },
  {
    method: "GET",
    path: "/conversations/*id/subscriptions",
    access: "conversation",
    async handle(request, { assistant: { store } }) {
      const conversationId = conversationIdOf(request);
      const stored = await store.load(conversationId);
      return { status: 200, body: reachToJson(conversationId, stored?.reach ?? NOBODY) };
    },
  },
  {
    method: "PUT",
    path: "/conversations/*id/subscriptions/:topic",
    access: "conversation",
    handle: (request, { assistant }) =>
      change(request, assistant, { event: "subscribe", topic: topicOf(request) }),
  },
  {
    method: "DELETE",
    path: "/conversations/*id/subscriptions/:topic",
    access: "conversation",
    handle: (request, { assistant }) =>
      change(request, assistant, { event: "unsubscribe", topic: topicOf(request) }),
  },
  {
    method: "PUT",
    path: "/conversations/*id/opt_out",
    access: "conversation",
    handle: (request, { assistant }) => change(request, assistant, { event: "opt_out" }),
  },
  {
    method: "DELETE",
    path: "/conversations/*id/opt_out",
    access: "conversation",
    handle: (request, { assistant }) => change(request, assistant, { event: "opt_in" }),
  },
];

const NOBODY: Reach = { topics: new Set(), optedOutAt: null };

async function change(request: RouteRequest, assistant: Assistant, event: ReachEvent): Promise<Reply> {
  const conversationId = conversationIdOf(request);
  const reach = await assistant.changeReach(conversationId, event);
  return { status: 200, body: reachToJson(conversationId, reach) };
}

function reachToJson(conversationId: string, { topics, optedOutAt }: Reach): JsonObject {
  return {
    conversation_id: conversationId,
    topics: [...topics].sort(),
    opted_out_at: optedOutAt === null ? null : optedOutAt / 1000,
  };
}

function afterOf(request: RouteRequest): { readonly after?: string } {
  const place = cursorOf(request, 0);
  return place === null ? {} : { after: place[0] as string };
}
