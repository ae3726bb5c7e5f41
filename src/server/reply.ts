import type { ServerResponse } from "node:http";
import type { ChannelReply } from "../channels/index.ts";

/** What a route answers: text, JSON, a stream of text, or bytes. */
export type Reply =
  | ChannelReply
  | {
      readonly status: number;
      /** Sent as they are; the headers say what they are. */
      readonly body: Uint8Array;
      readonly headers: Readonly<Record<string, string>>;
    };

/** Sends a reply. A stream is written as fast as the client reads and ends early when the client goes away. */
export async function writeReply(response: ServerResponse, reply: Reply): Promise<void> {
  const { status, body, headers } = reply;
  if (isStream(body)) {
    response.writeHead(status, { "content-type": "text/plain; charset=utf-8", ...headers });
    await writeStream(response, body);
    return;
  }
  const isText = typeof body === "string";
  const bytes = body instanceof Uint8Array ? body : Buffer.from(isText ? body : JSON.stringify(body));
  response.writeHead(status, {
    ...(status !== 204 && {
      "content-type": isText ? "text/plain; charset=utf-8" : "application/json",
      "content-length": bytes.length,
    }),
    ...headers,
  });
  response.end(status === 204 ? undefined : bytes);
}

function isStream(body: Reply["body"]): body is AsyncIterable<string> {
  return typeof body === "object" && body !== null && Symbol.asyncIterator in body;
}

async function writeStream(response: ServerResponse, body: AsyncIterable<string>): Promise<void> {
  response.flushHeaders();
  if (response.req.method === "HEAD") {
    response.end();
    return;
  }
  for await (const text of body) {
    if (response.destroyed) return;
    if (!response.write(text)) await drainOrClose(response);
  }
  response.end();
}

/** Listens for both and leaves neither behind: a slow reader of a long stream comes here thousands of times. */
function drainOrClose(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off("drain", done);
      response.off("close", done);
      resolve();
    };
    response.on("drain", done);
    response.on("close", done);
  });
}
