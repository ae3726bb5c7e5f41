import { createServer } from "node:http";
import { createTokenReader, isJsonObject } from "../../base/index.ts";
import type { ChannelDefinition, ChannelServices, ChannelSockets, LiveConversations } from "../channel.ts";
import { dispatch, isConversationId } from "../requests.ts";
import { type Client, serveClient } from "./connection.ts";
import { readSocketioOptions, type SocketioOptions } from "./options.ts";

/** As the server's own limit for requests: a message is no larger. */
const MOST_BYTES = 1_000_000;

/** Rasa's channel for web pages: socket.io, with sessions that go on by number. */
export const socketioChannel: ChannelDefinition = {
  name: "socketio",
  async create(credentials, services) {
    const options = readSocketioOptions(credentials);
    const { tokenKey, openingPayload } = options;
    const readToken = tokenKey === null ? null : await createTokenReader(tokenKey, services.clock);
    // Takes its time to load, so only who has the channel waits for it.
    const { Server } = await import("socket.io");
    return {
      name: "socketio",
      openingPayload,
      handle: (request) => dispatch("socketio", request, new Map()),
      connect: (conversations) => openSockets({ Server, options, readToken, services, conversations }),
    };
  },
};

/** What a token says; undefined when it is not valid. */
type ReadToken = (token: string) => unknown;

interface SocketParts {
  readonly Server: typeof import("socket.io").Server;
  readonly options: SocketioOptions;
  readonly readToken: ReadToken | null;
  readonly services: ChannelServices;
  readonly conversations: LiveConversations;
}

function openSockets({ Server, options, readToken, services, conversations }: SocketParts): ChannelSockets {
  // Never listens: it is where the server hands requests over.
  const door = createServer((_request, response) => response.writeHead(404).end());
  const io = new Server(door, {
    path: options.path,
    serveClient: false,
    maxHttpBufferSize: MOST_BYTES,
    connectTimeout: 10_000,
  });
  io.of(options.namespace).use((socket, next) => {
    const token: unknown = socket.handshake.auth["token"];
    const client = admit(readToken, token);
    if (client === null) return next(new Error("channels/not-authenticated"));
    socket.data = client;
    next();
  });
  // Whoever is let into the default namespace may stay for ever.
  if (options.namespace !== "/")
    io.of("/").use((_socket, next) => next(new Error("channels/unknown-namespace")));
  io.of(options.namespace).on("connection", (socket) => {
    serveClient(socket, { ...(socket.data as Client), options, services, conversations });
  });
  return {
    path: options.path,
    request: (request, response) => void door.emit("request", request, response),
    upgrade: (request, socket, head) => void door.emit("upgrade", request, socket, head),
    end: () => io.engine.close(),
  };
}

/** Who connects: null without a valid token where one is asked for. */
function admit(readToken: ReadToken | null, token: unknown): Client | null {
  if (readToken === null) return { subject: null, expires: null };
  if (typeof token !== "string") return null;
  const payload = readToken(token.replace(/^Bearer\s+/i, ""));
  if (payload === undefined) return null;
  const { sub, exp } = isJsonObject(payload) ? payload : {};
  // Taken for nobody, a subject that is a number would get anybody's conversation.
  if (sub !== undefined && !isConversationId(sub)) return null;
  return {
    subject: sub ?? null,
    expires: typeof exp === "number" ? exp * 1000 : null,
  };
}
