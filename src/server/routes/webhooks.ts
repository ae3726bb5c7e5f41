import type { IncomingHttpHeaders } from "node:http";
import type { Assistant } from "../../runtime/index.ts";
import { notFoundReply } from "../not-found.ts";
import type { Reply } from "../reply.ts";
import { parseChannelBody } from "../request-body.ts";
import type { Route, RouteRequest } from "./route.ts";

/** The channels' own routes. The API's auth does not cover them, as in Rasa: platforms could not send it. */
export const webhookRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/webhooks/:channel",
    access: "open",
    isAlwaysOpen: true,
    handle(request, { assistant }) {
      const call = toWebhookCall(request);
      return assistant.channels.has(call.channel) ? { status: 200, body: { status: "ok" } } : notFound(call);
    },
  },
  {
    method: "ALL",
    path: "/webhooks/:channel/*rest",
    access: "open",
    isAlwaysOpen: true,
    handle: (request, { assistant }) => handleWebhookCall(toWebhookCall(request), assistant),
  },
];

/** A request to a channel, from express or from the short way around it. */
export interface WebhookCall {
  readonly channel: string;
  readonly method: string;
  /** As it was asked for, without the query. */
  readonly path: string;
  /** Below `/webhooks/<channel>/`. */
  readonly rest: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** Hands a request on to its channel. */
export async function handleWebhookCall(call: WebhookCall, assistant: Assistant): Promise<Reply> {
  const channel = assistant.channels.get(call.channel);
  if (channel === undefined) return notFound(call);
  const { method, rest, query, headers, text } = call;
  return await channel.handle(
    {
      method,
      path: `/${rest}`,
      query,
      // Only set-cookie can be a list, and requests have none.
      headers: headers as Readonly<Record<string, string | undefined>>,
      body: parseChannelBody(text, headers["content-type"]),
      rawBody: text,
    },
    assistant,
  );
}

function toWebhookCall({ method, params, path, query, headers, text }: RouteRequest): WebhookCall {
  return {
    channel: params["channel"] ?? "",
    rest: (params["rest"] ?? "").replace(/\/$/, ""),
    method,
    path,
    query,
    headers,
    text,
  };
}

function notFound({ method, path, headers }: WebhookCall): Reply {
  return notFoundReply({ method, path, contentType: headers["content-type"], accept: headers.accept });
}
