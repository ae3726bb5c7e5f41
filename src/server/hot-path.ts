import type { IncomingMessage } from "node:http";
import type { Assistant } from "../runtime/index.ts";
import type { Reply } from "./reply.ts";
import { readBody } from "./request-body.ts";
import { GREETING, handleWebhookCall } from "./routes/index.ts";

export interface HotPathOptions {
  readonly assistant: Assistant;
  /** Bytes. */
  readonly bodyLimit: number;
}

/**
 * The answers that are asked for thousands of times a second, `POST /webhooks/<channel>/webhook` and `GET /`, without
 * express in between (which alone takes 0.3 ms). Null for every other request; those same addresses in unusual
 * spellings reach the same code through express.
 */
export function createHotPath(options: HotPathOptions): (request: IncomingMessage) => Promise<Reply> | null {
  const { assistant, bodyLimit } = options;
  const channels = new Map([...assistant.channels.keys()].map((name) => [`/webhooks/${name}/webhook`, name]));
  const hello: Promise<Reply> = Promise.resolve({ status: 200, body: GREETING });

  return (request) => {
    const { method, url = "" } = request;
    if (method === "GET" && url === "/") return hello;
    if (method !== "POST") return null;
    const mark = url.indexOf("?");
    const path = mark === -1 ? url : url.slice(0, mark);
    const channel = channels.get(path);
    if (channel === undefined) return null;
    const query = new URLSearchParams(mark === -1 ? "" : url.slice(mark + 1));
    return answer(request, { channel, path, query });
  };

  async function answer(
    request: IncomingMessage,
    target: { readonly channel: string; readonly path: string; readonly query: URLSearchParams },
  ): Promise<Reply> {
    const text = await readBody(request, bodyLimit);
    const { headers } = request;
    return await handleWebhookCall({ ...target, method: "POST", rest: "webhook", headers, text }, assistant);
  }
}
