import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** How a receiver behaves. `down`: nobody listens. `cuts`: it says 200, then resets the connection. */
export type Mood = "fine" | "down" | "hangs" | "cuts" | "redirects" | "gone";

/** One call that a receiver got. */
export interface Receipt {
  /** Epoch milliseconds. */
  readonly at: number;
  /** The message's id: the same however often it is sent. */
  readonly id: string;
  readonly conversationId: string;
  readonly text: string;
  /** The receiver said 2xx: the sender may take it for delivered. */
  readonly isAccepted: boolean;
}

/** A real HTTP server that writes down everything it gets, whatever it answers. */
export interface MoodyReceiver {
  readonly url: string;
  readonly receipts: readonly Receipt[];
  /** Calls to where it redirected: nobody may follow. */
  readonly followed: () => number;
  become(mood: Mood): Promise<void>;
  close(): Promise<void>;
}

export async function startMoodyReceiver(): Promise<MoodyReceiver> {
  const receipts: Receipt[] = [];
  let mood: Mood = "fine";
  let followed = 0;
  let port = 0;

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await readAll(request);
    if (request.url !== "/bot") {
      followed++;
      response.end();
      return;
    }
    const { recipient_id, text = "" } = JSON.parse(body) as { recipient_id: string; text?: string };
    receipts.push({
      at: Date.now(),
      id: String(request.headers["webhook-id"]),
      conversationId: recipient_id,
      text,
      isAccepted: mood === "fine" || mood === "cuts",
    });
    respond(mood, response);
  };
  const listen = async (): Promise<Server> => {
    const server = createServer((request, response) => {
      // Who breaks off a call is killed: that is what this is for.
      answer(request, response).catch(() => response.destroy());
    });
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
    port = (server.address() as AddressInfo).port;
    return server;
  };
  let server: Server | null = await listen();
  const hangUp = async (): Promise<void> => {
    const old = server;
    server = null;
    if (old === null) return;
    const closed = new Promise((resolve) => old.close(resolve));
    old.closeAllConnections();
    await closed;
  };

  return {
    url: `http://127.0.0.1:${port}/bot`,
    receipts,
    followed: () => followed,
    async become(next) {
      mood = next;
      if (next === "down") await hangUp();
      else server ??= await listen();
    },
    close: hangUp,
  };
}

function respond(mood: Mood, response: ServerResponse): void {
  switch (mood) {
    case "fine":
      response.end("ok");
      return;
    case "cuts":
      response.writeHead(200, { "content-length": 1_000 });
      response.write("o", () => response.socket?.resetAndDestroy());
      return;
    case "redirects":
      response.writeHead(307, { location: "/elsewhere" }).end();
      return;
    case "gone":
      response.writeHead(410).end();
      return;
    case "hangs":
      return;
    case "down":
      // It came in while the door was being shut.
      response.destroy();
  }
}

async function readAll(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString();
}
