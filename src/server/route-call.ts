import type { IncomingMessage, ServerResponse } from "node:http";
import type { ApiGate } from "./api-gate.ts";
import type { Authenticator } from "./auth.ts";
import { closedReply } from "./not-found.ts";
import type { OpenRequests } from "./open-requests.ts";
import { type Reply, writeReply } from "./reply.ts";
import { parseJsonBody, readBody } from "./request-body.ts";
import type { Route, RouteServices } from "./routes/index.ts";
import { sendError } from "./send-error.ts";

export interface RouteContext extends RouteServices {
  readonly authenticate: Authenticator;
  readonly requests: OpenRequests;
  readonly gate: ApiGate;
  /** Bytes. */
  readonly bodyLimit: number;
}

/** A request that found its route. */
export interface RouteCall {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  /** What stands behind the question mark. */
  readonly query: string;
}

/** Authentication, body, handler, answer; an error is answered too. */
export async function answerRoute(route: Route, call: RouteCall, context: RouteContext): Promise<void> {
  try {
    await handleRoute(route, call, context);
  } catch (error) {
    await sendError({ response: call.response, route: route.path }, error, context.logger);
  }
}

async function handleRoute(route: Route, call: RouteCall, context: RouteContext): Promise<void> {
  const { request, response, path, params } = call;
  const { method = "", headers } = request;
  const query = new URLSearchParams(call.query);
  const isTrusted = context.gate.isOpenTo({ headers, query });
  if (route.isAlwaysOpen !== true && !isTrusted)
    return await writeReply(response, closedReply({ method, path, headers }));
  context.authenticate({ access: route.access, headers, query, conversationId: params["id"] ?? null });
  const hasBody = method !== "GET" && method !== "HEAD";
  const text = hasBody ? await readBody(request, route.bodyLimit ?? context.bodyLimit) : "";
  const { signal, finish } = context.requests.enter(response);
  try {
    const json = (): ReturnType<typeof parseJsonBody> => parseJsonBody(text);
    const call = { method, params, path, query, headers, text, json, isTrusted, signal };
    const reply = await route.handle(call, context);
    await writeReply(response, withSafety(reply));
    context.logger.debug("request", { method, path, status: reply.status });
  } finally {
    finish();
  }
}

/** Answers of the API are nobody's to keep or to take for something else. */
function withSafety(reply: Reply): Reply {
  return {
    ...reply,
    headers: { "cache-control": "no-store", "x-content-type-options": "nosniff", ...reply.headers },
  };
}
