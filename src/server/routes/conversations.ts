import { messageToJson } from "../message-json.ts";
import { streamMessages } from "../message-stream.ts";
import { readNumber } from "../query.ts";
import type { Route } from "../route.ts";

/** Conversations as such, and what the bot said in them (the mailbox). */
export const conversationRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/conversations",
    access: "admin",
    async handle({ assistant, query }) {
      const limit = readNumber(query, "limit", { fallback: 50, maximum: 1_000 });
      const before = readNumber(query, "before", {
        fallback: Number.MAX_SAFE_INTEGER,
        maximum: Number.MAX_SAFE_INTEGER,
      });
      const conversations = await assistant.store.listConversations({ limit, before });
      const last = conversations.at(-1);
      return {
        body: {
          conversations: conversations.map(({ conversationId, updatedAt, latestChannel, events }) => ({
            conversation_id: conversationId,
            updated_at: updatedAt,
            latest_input_channel: latestChannel,
            events,
          })),
          next_before: conversations.length === limit && last !== undefined ? last.updatedAt : null,
        },
      };
    },
  },
  {
    method: "GET",
    path: "/conversations/*id/messages",
    access: "conversation",
    async handle({ assistant, conversationId, query, headers, signal }) {
      const resumed = Number(headers["last-event-id"] ?? Number.NaN);
      const after = Number.isInteger(resumed)
        ? resumed
        : readNumber(query, "after", { fallback: 0, maximum: Number.MAX_SAFE_INTEGER });
      if (headers["accept"]?.includes("text/event-stream") === true) {
        return {
          headers: {
            "content-type": "text/event-stream",
            "cache-control": "no-store",
            "x-accel-buffering": "no",
          },
          body: streamMessages(assistant, { conversationId, after, signal }),
        };
      }
      const limit = readNumber(query, "limit", { fallback: 100, maximum: 1_000 });
      const messages = await assistant.store.readMessages(conversationId, { after, limit });
      return { body: { messages: messages.map(messageToJson), next: messages.at(-1)?.sequence ?? after } };
    },
  },
];
