import type { ConversationPage } from "../../storage/index.ts";
import { cursorOf, toCursor } from "./cursor.ts";
import { numberOf } from "./parameters.ts";
import type { Route, RouteRequest } from "./route.ts";

const MOST_CONVERSATIONS = 1_000;

export const conversationRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/conversations",
    access: "admin",
    async handle(request, { assistant }) {
      const limit = numberOf(request, "limit", { fallback: 50, least: 1, most: MOST_CONVERSATIONS });
      const found = await assistant.store.listConversations({ limit, ...pageOf(request) });
      const last = found.length === limit ? found.at(-1) : undefined;
      return {
        status: 200,
        body: {
          conversations: found.map((conversation) => ({
            conversation_id: conversation.conversationId,
            updated_at: conversation.updatedAt / 1000,
            latest_channel: conversation.latestChannel,
            events: conversation.events,
          })),
          next_cursor: last === undefined ? null : toCursor([last.updatedAt, last.conversationId]),
        },
      };
    },
  },
];

function pageOf(request: RouteRequest): Pick<ConversationPage, "before" | "beforeId"> {
  const place = cursorOf(request, 1);
  if (place === null) return {};
  const [before, beforeId] = place as [number, string];
  return { before, beforeId };
}
