import { type JsonObject, TsbotError } from "../../base/index.ts";
import type { OutboxMessage, StoredMessage } from "../../storage/index.ts";
import { cursorOf, toPage } from "./cursor.ts";
import { badParameter, limitOf, OUTBOX_STATUSES, optionalTextOf } from "./parameters.ts";
import type { Route, RouteRequest } from "./route.ts";

/** What waits to be delivered or was given up. */
export const outboxRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/outbox",
    access: "admin",
    async handle(request, { assistant: { store } }) {
      const limit = limitOf(request);
      const [conversationId, channel] = [
        optionalTextOf(request, "conversation_id"),
        optionalTextOf(request, "channel"),
      ];
      const status = statusOf(request);
      const place = cursorOf(request, 2);
      const [at, sequence, id] = (place ?? [0, 0, ""]) as [number, number, string];
      const found = await store.listOutbox({
        limit: limit + 1,
        ...(status !== null && { status }),
        ...(conversationId !== null && { conversationId }),
        ...(channel !== null && { channel }),
        ...(place !== null && { after: { at, sequence, conversationId: id } }),
      });
      const page = toPage(found, limit, (last) => [last.at, last.sequence, last.conversationId]);
      const { queued, failed } = await store.countOutbox();
      return {
        status: 200,
        body: {
          queued,
          failed,
          messages: page.items.map(outboxMessageToJson),
          next_cursor: page.nextCursor,
        },
      };
    },
  },
  {
    method: "POST",
    path: "/outbox/:message/retry",
    access: "admin",
    async handle(request, { assistant }) {
      const message = await assistant.retryMessage(idOf(request));
      if (message === null) throw unknownMessage(request);
      return { status: 200, body: outboxMessageToJson(message) };
    },
  },
  {
    method: "DELETE",
    path: "/outbox/:message",
    access: "admin",
    async handle(request, { assistant }) {
      const message = await assistant.dropMessage(idOf(request));
      if (message === null) throw unknownMessage(request);
      return { status: 200, body: outboxMessageToJson(message) };
    },
  },
];

function statusOf({ query }: RouteRequest): OutboxMessage["status"] | null {
  const given = query.get("status");
  if (given === null) return null;
  const known = OUTBOX_STATUSES.find((status) => status === given);
  if (known !== undefined) return known;
  throw badParameter("status", "query", `'status' is one of ${OUTBOX_STATUSES.join(", ")}, not '${given}'.`);
}

function idOf({ params }: RouteRequest): string {
  return params["message"] ?? "";
}

function unknownMessage(request: RouteRequest): TsbotError {
  return new TsbotError("server/unknown-message", `No message '${idOf(request)}' is in the outbox.`, {
    hint: "`GET /outbox` lists those that wait or were given up; it may have been delivered meanwhile.",
    details: { parameter: "message", in: "path" },
  });
}

/** Times are epoch seconds, as everywhere in Rasa's JSON. */
function outboxMessageToJson(message: StoredMessage): JsonObject {
  return {
    id: message.id,
    conversation_id: message.conversationId,
    sequence: message.sequence,
    channel: message.deliverTo?.channel ?? null,
    timestamp: message.at / 1000,
    message: message.body as unknown as JsonObject,
    status: message.status,
    attempts: message.attempts,
    next_attempt_at: message.nextAttemptAt === null ? null : message.nextAttemptAt / 1000,
    reason: message.reason,
  };
}
