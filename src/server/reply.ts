import type { ServerResponse } from "node:http";
import type { RouteReply } from "./route.ts";

/** Writes a reply; a stream ends when the client goes away. */
export async function writeReply(response: ServerResponse, reply: RouteReply): Promise<void> {
  const { status = 200, headers = {}, body } = reply;
  if (isStream(body)) {
    response.writeHead(status, headers);
    response.flushHeaders();
    for await (const chunk of body) {
      if (response.destroyed) return;
      if (!response.write(chunk)) await drained(response);
    }
    response.end();
    return;
  }
  const isText = typeof body === "string";
  const text = isText ? body : JSON.stringify(body);
  response.writeHead(status, {
    "content-type": isText ? "text/plain; charset=utf-8" : "application/json",
    ...headers,
    "content-length": Buffer.byteLength(text),
  });
  response.end(text);
}

function isStream(body: RouteReply["body"]): body is AsyncIterable<string> {
  return typeof body === "object" && body !== null && Symbol.asyncIterator in body;
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    response.once("drain", resolve);
    response.once("close", resolve);
  });
}
