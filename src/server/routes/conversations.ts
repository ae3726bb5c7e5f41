import type { ConversationPage, ConversationSummary } from "../../storage/index.ts";
import { badParameter, numberOf } from "./parameters.ts";
import type { Route, RouteRequest } from "./route.ts";

const MOST_CONVERSATIONS = 1_000;

export const conversationRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/conversations",
    access: "admin",
    async handle(request, { assistant }) {
      const limit = numberOf(request, "limit", { fallback: 50, least: 1, most: MOST_CONVERSATIONS });
      const found = await assistant.store.listConversations({ limit, ...cursorOf(request) });
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
          next_cursor: last === undefined ? null : toCursor(last),
        },
      };
    },
  },
];

/** Where the next page begins; opaque to clients. */
function toCursor({ updatedAt, conversationId }: ConversationSummary): string {
  return Buffer.from(JSON.stringify([updatedAt, conversationId])).toString("base64url");
}

function cursorOf({ query }: RouteRequest): Pick<ConversationPage, "before" | "beforeId"> {
  const given = query.get("cursor");
  if (given === null || given === "") return {};
  try {
    const value: unknown = JSON.parse(Buffer.from(given, "base64url").toString());
    const [before, beforeId] = Array.isArray(value) ? (value as unknown[]) : [];
    if (typeof before === "number" && typeof beforeId === "string") return { before, beforeId };
  } catch {
    // Said below.
  }
  throw badParameter("cursor", "query", "'cursor' is the 'next_cursor' of the page before, unchanged.");
}
