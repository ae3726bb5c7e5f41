import type { Server } from "node:http";
import type { Socket } from "node:net";
import type { Clock, Timer } from "../base/index.ts";

/** Everybody has this long to finish what was begun, in milliseconds. */
const CLOSING_GRACE = 10_000;
/** And this long to take the answer of the last turn. */
const ANSWERING_GRACE = 1_000;
/** How often to look for connections that have become idle meanwhile. */
const CLOSING_LOOK = 20;

export interface CloserOptions {
  /** Ends what has no end of its own: streams, and connections that stay open. */
  readonly endStreams: () => void;
  readonly clock: Clock;
  /** Refuses new turns and resolves when the last one is over. */
  readonly drain: () => Promise<void>;
}

/**
 * Closes a server: no new connections, streams end, running requests finish. What still runs after ten seconds waits
 * for the end of the last turn, as the process does: a client that is cut off would not learn what is committed all
 * the same. Make it before the server listens, as it has to know the connections that nothing was asked over: Node
 * does not count them as idle.
 */
export function createCloser(server: Server, options: CloserOptions): () => Promise<void> {
  const { endStreams, clock } = options;
  const connections = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    connections.add(socket);
    socket.once("close", () => connections.delete(socket));
  });
  let closing: Promise<void> | null = null;
  const close = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    endStreams();
    const patience = createPatience(options);
    let timer: Timer | null = null;
    const look = (): void => {
      // Those that became something else than HTTP are none that the server would close.
      const isOver = patience.isOver();
      for (const socket of connections) if (isOver || socket.bytesRead === 0) socket.destroy();
      // Kept-alive connections become idle when their last request is answered.
      server.closeIdleConnections();
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

/** Over when nothing can be worth waiting for any more. */
function createPatience({ clock, drain }: CloserOptions): { readonly isOver: () => boolean } {
  const grace = clock.now() + CLOSING_GRACE;
  let draining = false;
  let end = Number.POSITIVE_INFINITY;
  return {
    isOver() {
      if (!draining && clock.now() >= grace) {
        draining = true;
        // Whether or not the drain itself failed: nothing runs any more.
        const drained = (): void => {
          end = clock.now() + ANSWERING_GRACE;
        };
        drain().then(drained, drained);
      }
      return clock.now() >= end;
    },
  };
}
