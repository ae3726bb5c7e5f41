import type { Server } from "node:http";
import type { Socket } from "node:net";
import type { Clock, Timer } from "../base/index.ts";
import type { OpenRequests } from "./open-requests.ts";

const CLOSING_GRACE = 10_000;
/** How often to look for connections that have become idle meanwhile. */
const CLOSING_LOOK = 20;

/**
 * Closes a server: no new connections, streams end, running requests finish (ten seconds at most). Make it before the
 * server listens, as it has to know the connections that nothing was asked over: Node does not count them as idle.
 */
export function createCloser(server: Server, requests: OpenRequests, clock: Clock): () => Promise<void> {
  const connections = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    connections.add(socket);
    socket.once("close", () => connections.delete(socket));
  });
  let closing: Promise<void> | null = null;
  const close = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    requests.endStreams();
    const deadline = clock.now() + CLOSING_GRACE;
    let timer: Timer | null = null;
    const look = (): void => {
      for (const socket of connections) if (socket.bytesRead === 0) socket.destroy();
      // Kept-alive connections become idle when their last request is answered.
      if (clock.now() < deadline) server.closeIdleConnections();
      else server.closeAllConnections();
      timer = clock.schedule(clock.now() + CLOSING_LOOK, look);
    };
    look();
    await closed;
    (timer as Timer | null)?.cancel();
  };
  return () => {
    closing ??= close();
    return closing;
  };
}
