import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { type Clock, TsbotError } from "../base/index.ts";
import type { ChannelSockets } from "../channels/index.ts";
import type { Assistant } from "../runtime/index.ts";
import type { OriginGuard } from "./origins.ts";

/** Connections that stay open, of the channels that have some. */
export interface LiveSockets {
  /** Hands a request over to the channel whose path it has; false when it is nobody's. */
  answer(request: IncomingMessage, response: ServerResponse): boolean;
  /** Hands requests for WebSockets over, of pages that may call. */
  listenOn(server: Server, guard: OriginGuard): void;
  /** Ends all; who does not take leave within a second is cut off. */
  end(): void;
}

/** Milliseconds. */
const LEAVE_TAKING = 1_000;

export function createLiveSockets(assistant: Assistant, clock: Clock): LiveSockets {
  const all = [...assistant.channels.values()].flatMap((channel) => channel.connect?.(assistant) ?? []);
  const open = new Set<Duplex>();
  const find = ({ url = "" }: IncomingMessage): ChannelSockets | undefined =>
    all.find(({ path }) => url.startsWith(`${path}/`));
  return {
    answer(request, response) {
      if (all.length === 0) return false;
      const sockets = find(request);
      sockets?.request(request, response);
      return sockets !== undefined;
    },
    listenOn(server, guard) {
      // Without a listener Node takes such a request for an ordinary one.
      if (all.length === 0) return;
      server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
        const sockets = isForWebSocket(request) && mayCall(guard, request) ? find(request) : undefined;
        if (sockets === undefined) {
          answerOrdinarily(server, { request, socket, head });
          return;
        }
        open.add(socket);
        socket.once("close", () => open.delete(socket));
        sockets.upgrade(request, socket, head);
      });
    },
    end() {
      for (const sockets of all) sockets.end();
      if (open.size === 0) return;
      clock.schedule(clock.now() + LEAVE_TAKING, () => {
        for (const socket of open) socket.destroy();
      });
    },
  };
}

function isForWebSocket({ method, headers }: IncomingMessage): boolean {
  return method === "GET" && headers.upgrade?.toLowerCase() === "websocket";
}

function mayCall(guard: OriginGuard, { headers }: IncomingMessage): boolean {
  try {
    guard.check(headers);
    return true;
  } catch (error) {
    if (TsbotError.isInstance(error)) return false;
    throw error;
  }
}

interface Upgrade {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
}

/**
 * Lets the server read the request once more, without what it asks to change over to: many clients offer HTTP/2 with
 * each request, and are content with an ordinary answer. Node asks its listeners for all upgrades or none.
 */
function answerOrdinarily(server: Server, { request, socket, head }: Upgrade): void {
  const { method = "GET", url = "/", rawHeaders } = request;
  const lines = [`${method} ${url} HTTP/${request.httpVersion}`];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const [name = "", value = ""] = [rawHeaders[index], rawHeaders[index + 1]];
    if (!/^(?:upgrade|http2-settings|connection)$/i.test(name)) lines.push(`${name}: ${value}`);
  }
  lines.push("Connection: close", "", "");
  if (socket.destroyed) return;
  socket.unshift(Buffer.concat([Buffer.from(lines.join("\r\n"), "latin1"), head]));
  server.emit("connection", socket);
}
