import { mailboxMessageToJson } from "../mailbox-json.ts";
import { streamMessages } from "../message-stream.ts";
import { badParameter, conversationIdOf, flagOf, limitOf, numberOf } from "./parameters.ts";
import type { Route, RouteRequest } from "./route.ts";

/** A conversation's messages after a number, as a page or as server-sent events. */
export const mailboxRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/conversations/*id/messages",
    access: "conversation",
    isAlwaysOpen: true,
    async handle(request, { assistant, streams }) {
      const conversationId = conversationIdOf(request);
      const after = numberOf(request, "after", { fallback: 0, least: 0, most: Number.MAX_SAFE_INTEGER });
      if (wantsStream(request)) {
        const { signal } = request;
        const deliveries = flagOf(request, "deliveries");
        const from = lastEventIdOf(request) ?? after;
        const leave = streams.enter();
        signal.addEventListener("abort", leave, { once: true });
        return {
          status: 200,
          body: streamMessages({ assistant, conversationId, after: from, deliveries, signal }),
          headers: {
            "content-type": "text/event-stream",
            "cache-control": "no-cache, no-transform",
            "x-accel-buffering": "no",
          },
        };
      }
      const limit = limitOf(request);
      const messages = await assistant.store.readMessages(conversationId, { after, limit });
      return {
        status: 200,
        body: {
          messages: messages.map(mailboxMessageToJson),
          next_after: messages.at(-1)?.sequence ?? after,
        },
      };
    },
  },
];

function wantsStream({ headers }: RouteRequest): boolean {
  return /\btext\/event-stream\b/i.test(headers.accept ?? "");
}

/** Browsers send it by themselves when they reconnect. */
function lastEventIdOf({ headers }: RouteRequest): number | null {
  const given = headers["last-event-id"];
  if (typeof given !== "string" || given === "") return null;
  if (/^\d{1,15}$/.test(given)) return Number(given);
  throw badParameter("Last-Event-ID", "header", "The header 'Last-Event-ID' is a message's sequence number.");
}
