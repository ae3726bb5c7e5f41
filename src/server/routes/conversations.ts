import { unknownConversation } from "../../runtime/index.ts";
import type { ConversationPage } from "../../storage/index.ts";
import { cursorOf, toPage } from "./cursor.ts";
import { conversationIdOf, limitOf } from "./parameters.ts";
import type { Route, RouteRequest } from "./route.ts";

export const conversationRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/conversations",
    access: "admin",
    async handle(request, { assistant }) {
      const limit = limitOf(request, 50);
      const found = await assistant.store.listConversations({ limit: limit + 1, ...pageOf(request) });
      const { items, nextCursor } = toPage(found, limit, ({ updatedAt, conversationId }) => [
        updatedAt,
        conversationId,
      ]);
      return {
        status: 200,
        body: {
          conversations: items.map((conversation) => ({
            conversation_id: conversation.conversationId,
            updated_at: conversation.updatedAt / 1000,
            latest_channel: conversation.latestChannel,
            events: conversation.events,
          })),
          next_cursor: nextCursor,
        },
      };
    },
  },
];

/** Erases all there is of a conversation. */
export const erasingRoutes: readonly Route[] = [
  {
    method: "DELETE",
    path: "/conversations/*id",
    access: "admin",
    async handle(request, { assistant }) {
      const conversationId = conversationIdOf(request);
      if (await assistant.deleteConversation(conversationId)) return { status: 204, body: "" };
      throw unknownConversation(conversationId);
    },
  },
];

function pageOf(request: RouteRequest): Pick<ConversationPage, "before" | "beforeId"> {
  const place = cursorOf(request, 1);
  if (place === null) return {};
  const [before, beforeId] = place as [number, string];
  return { before, beforeId };
}
