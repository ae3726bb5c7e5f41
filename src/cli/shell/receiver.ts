import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { isJsonObject, type JsonObject, parseJson } from "../../base/index.ts";

/** A message as the callback channel delivered it. */
export interface CallbackMessage {
  /** The same over retries. */
  readonly id: string;
  readonly message: JsonObject;
}

/** The receiving end of the callback channel. */
export interface CallbackReceiver {
  readonly url: string;
  close(): Promise<void>;
}

/** Deliveries larger than this are cut off, in bytes. */
const LARGEST_MESSAGE = 1024 * 1024;

/** Where to listen; port 0 takes a free one. */
export interface ReceiverAddress {
  readonly host: string;
  readonly port: number;
  readonly path: string;
}

/** A free address on this machine. */
export const anyAddress: ReceiverAddress = { host: "127.0.0.1", port: 0, path: "/bot" };

/**
 * Receives what the bot says in a conversation; a repeat of a delivery (same id) is answered and not handed on again.
 * Messages of other conversations are refused, so that they stay in the outbox for whom they are meant.
 */
export async function startReceiver(
  address: ReceiverAddress,
  conversationId: string,
  onMessage: (message: CallbackMessage) => void,
): Promise<CallbackReceiver> {
  const seen = new Set<string>();
  const server = createServer(async (request, response) => {
    const message = request.method === "POST" ? await readMessage(request) : null;
    const isForeign = message !== null && message.message["recipient_id"] !== conversationId;
    response.statusCode = message === null ? 400 : isForeign ? 503 : 200;
    response.end();
    if (message === null || isForeign || seen.has(message.id)) return;
    seen.add(message.id);
    onMessage(message);
  });
  await listen(server, address);
  const { port } = server.address() as AddressInfo;
  return {
    url: receiverUrl({ ...address, port }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Where to post to; in a URL an IPv6 address stands in brackets. */
export function receiverUrl({ host, port, path }: ReceiverAddress): string {
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}${path}`;
}

function listen(server: Server, { host, port }: ReceiverAddress): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
}

async function readMessage(request: IncomingMessage): Promise<CallbackMessage | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > LARGEST_MESSAGE) return null;
    chunks.push(chunk);
  }
  try {
    const message = parseJson(Buffer.concat(chunks).toString("utf8"));
    const id = request.headers["webhook-id"];
    return isJsonObject(message) ? { id: typeof id === "string" ? id : "", message } : null;
  } catch {
    return null;
  }
}
