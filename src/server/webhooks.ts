import type { IncomingMessage, ServerResponse } from "node:http";
import type { Logger } from "../base/index.ts";
import type { ChannelReply } from "../channels/index.ts";
import type { Assistant } from "../runtime/index.ts";
import { toErrorAnswer } from "./errors.ts";
import { writeReply } from "./reply.ts";
import { readValue } from "./request-body.ts";

const PREFIX = "/webhooks/";

/**
 * Answers `/webhooks/<channel>/…` without the router: these are the routes people's messages come by. False when the
 * request is for another route.
 */
export type Webhooks = (request: IncomingMessage, response: ServerResponse) => boolean;

/** @param check throws when a browser's page elsewhere sends the request. */
export function createWebhooks(
  assistant: Assistant,
  { logger, check }: { readonly logger: Logger; readonly check: (request: IncomingMessage) => void },
): Webhooks {
  const answer = async (request: IncomingMessage, url: URL): Promise<ChannelReply> => {
    check(request);
    const [name = "", ...rest] = url.pathname.slice(PREFIX.length).split("/");
    const channel = assistant.channels.get(decodeURIComponent(name));
    if (channel === undefined) return unknownUrl(url);
    const path = `/${rest.join("/")}`;
    const method = request.method ?? "GET";
    if (path === "/" && method === "GET") return { status: 200, body: { status: "ok" } };
    if (path === "/webhook" && method !== "POST") return methodNotAllowed(method, url);
    const body = method === "GET" ? undefined : await readValue(request);
    const headers = request.headers as Readonly<Record<string, string | undefined>>;
    return await channel.handle({ method, path, query: url.searchParams, headers, body }, assistant);
  };

  return (request, response) => {
    const target = request.url ?? "/";
    if (!target.startsWith(PREFIX)) return false;
    void (async () => {
      try {
        await writeReply(response, await answer(request, new URL(target, "http://localhost")));
      } catch (error) {
        const { status, headers, body } = toErrorAnswer(error, logger);
        await writeReply(response, { status, headers, body });
      }
    })();
    return true;
  };
}

/** As Rasa's web framework words it. */
function unknownUrl({ pathname }: URL): ChannelReply {
  return {
    status: 404,
    body: `⚠️ 404 — Not Found\n==================\nRequested URL ${pathname} not found\n\n`,
  };
}

function methodNotAllowed(method: string, { pathname }: URL): ChannelReply {
  const text = `⚠️ 405 — Method Not Allowed\n===========================\nMethod ${method} not allowed for URL ${pathname}\n\n`;
  return { status: 405, body: text };
}
