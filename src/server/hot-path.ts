import type { IncomingMessage, ServerResponse } from "node:http";
import { writeReply } from "./reply.ts";
import { readBody } from "./request-body.ts";
import { answerRoute, type RouteContext } from "./route-call.ts";
import { GREETING, handleWebhookCall } from "./routes/index.ts";
import { sendError } from "./send-error.ts";

export type HotPathOptions = RouteContext;

type HotPath = (request: IncomingMessage, response: ServerResponse) => Promise<void> | null;

/** Ids that need no decoding. */
const TRIGGER = /^\/conversations\/([\w.~-]+)\/trigger_intent$/;

/**
 * The answers that are asked for thousands of times a second, `POST /webhooks/<channel>/webhook`, `POST …/trigger_intent`
 * and `GET /`, without express in between (which alone takes 0.3 ms). Null for every other request; those same addresses
 * in unusual spellings reach the same code through express.
 */
export function createHotPath(options: HotPathOptions): HotPath {
  const { assistant, bodyLimit } = options;
  const channels = new Map([...assistant.channels.keys()].map((name) => [`/webhooks/${name}/webhook`, name]));
  const trigger = options.routes.find(({ path }) => path === "/conversations/*id/trigger_intent");

  return (request, response) => {
    const { method, url = "" } = request;
    if (method === "GET" && url === "/") return writeReply(response, { status: 200, body: GREETING });
    return method === "POST" ? answerPost(request, response, splitUrl(url)) : null;
  };

  function answerPost(
    request: IncomingMessage,
    response: ServerResponse,
    target: Target,
  ): Promise<void> | null {
    const { path, query } = target;
    const channel = channels.get(path);
    if (channel !== undefined) return answerWebhook(request, response, { ...target, channel });
    const id = TRIGGER.exec(path)?.[1];
    if (trigger === undefined || id === undefined) return null;
    return answerRoute(trigger, { request, response, path, params: { id }, query }, options);
  }

  async function answerWebhook(
    request: IncomingMessage,
    response: ServerResponse,
    target: Target & { readonly channel: string },
  ): Promise<void> {
    try {
      const text = await readBody(request, bodyLimit);
      const query = new URLSearchParams(target.query);
      const call = { ...target, query, method: "POST", rest: "webhook", headers: request.headers, text };
      await writeReply(response, await handleWebhookCall(call, assistant));
    } catch (error) {
      await sendError({ response, route: target.path }, error, options.logger);
    }
  }
}

interface Target {
  readonly path: string;
  /** What stands behind the question mark. */
  readonly query: string;
}

function splitUrl(url: string): Target {
  const mark = url.indexOf("?");
  return mark === -1 ? { path: url, query: "" } : { path: url.slice(0, mark), query: url.slice(mark + 1) };
}
