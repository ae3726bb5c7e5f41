import type { JsonObject } from "../../base/index.ts";
import type { ExternalEvent } from "../../storage/index.ts";
import { cursorOf, toPage } from "./cursor.ts";
import { limitOf, optionalTextOf } from "./parameters.ts";
import type { Route } from "./route.ts";

/** Events from outside that were kept from their person for good, and why. */
export const suppressionRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/suppressions",
    access: "admin",
    async handle(request, { assistant: { store } }) {
      const limit = limitOf(request);
      const conversationId = optionalTextOf(request, "conversation_id");
      const topic = optionalTextOf(request, "topic");
      const place = cursorOf(request, 1, 2);
      const [createdAt, conversation, id] = (place ?? [0, "", ""]) as [number, string, string];
      const found = await store.listExternalEvents({
        status: "suppressed",
        limit: limit + 1,
        ...(conversationId !== null && { conversationId }),
        ...(topic !== null && { topic }),
        ...(place !== null && { after: { createdAt, conversationId: conversation, id } }),
      });
      const { items, nextCursor } = toPage(found, limit, (last) => [
        last.createdAt,
        last.conversationId,
        last.id,
      ]);
      return { status: 200, body: { suppressions: items.map(suppressionToJson), next_cursor: nextCursor } };
    },
  },
];

/** Times are epoch seconds, as everywhere in Rasa's JSON. */
function suppressionToJson(event: ExternalEvent): JsonObject {
  const { endedAt } = event;
  return {
    event_id: event.id,
    conversation_id: event.conversationId,
    topic: event.topic,
    intent: event.intent,
    entities: event.entities,
    dedupe_key: event.dedupeKey,
    reason: event.reason,
    created_at: event.createdAt / 1000,
    suppressed_at: endedAt === null ? null : endedAt / 1000,
  };
}
