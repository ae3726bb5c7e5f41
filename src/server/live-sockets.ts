import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { TsbotError } from "../base/index.ts";
import type { ChannelSockets } from "../channels/index.ts";
import type { Assistant } from "../runtime/index.ts";
import type { OriginGuard } from "./origins.ts";

/** Connections that stay open, of the channels that have some. */
export interface LiveSockets {
  /** Hands a request over to the channel whose path it has; false when it is nobody's. */
  answer(request: IncomingMessage, response: ServerResponse): boolean;
  /** Hands requests for WebSockets over, of pages that may call. */
  listenOn(server: Server, guard: OriginGuard): void;
  end(): void;
}

export function createLiveSockets(assistant: Assistant): LiveSockets {
  const all = [...assistant.channels.values()].flatMap((channel) => channel.connect?.(assistant) ?? []);
  const find = ({ url = "" }: IncomingMessage): ChannelSockets | undefined => {
    const path = url.split("?", 1)[0] ?? "";
    return all.find((sockets) => path === sockets.path || path.startsWith(`${sockets.path}/`));
  };
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
        const sockets = find(request);
        const status = sockets === undefined ? "404 Not Found" : refusalOf(guard, request);
        if (sockets !== undefined && status === null) sockets.upgrade(request, socket, head);
        else socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      });
    },
    end() {
      for (const sockets of all) sockets.end();
    },
  };
}

function refusalOf(guard: OriginGuard, { headers }: IncomingMessage): string | null {
  try {
    guard.check(headers);
    return null;
  } catch (error) {
    if (TsbotError.isInstance(error)) return "403 Forbidden";
    throw error;
  }
}
