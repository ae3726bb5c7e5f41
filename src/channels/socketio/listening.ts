import type { Socket } from "socket.io";
import type { BotMessage } from "../../conversation/index.ts";
import type { ChannelServices, LiveConversations } from "../channel.ts";
import type { SocketioOptions } from "./options.ts";
import { toPayloads } from "./payloads.ts";
import type { Session } from "./sessions.ts";

/** A conversation that a client listens to. */
export interface Listening {
  readonly session: Session;
  /** Nothing is missed of what is said once it has resolved; it also does when the client leaves before. */
  readonly begun: Promise<void>;
  readonly hasBegun: () => boolean;
  readonly leave: () => void;
}

interface FollowedText {
  readonly body: BotMessage;
  readonly sequence: number;
}

export interface ListenOptions {
  readonly session: Session;
  /** Messages with a higher number; null: those that come from now on. */
  readonly after: number | null;
  readonly pace: Pace;
  readonly options: SocketioOptions;
  readonly services: ChannelServices;
  readonly conversations: LiveConversations;
}

/** Emits what the bot says in a conversation. A client that is cut off by an error comes back and goes on. */
export function listen(socket: Socket, listened: ListenOptions): Listening {
  const { session, after, pace, options, services, conversations } = listened;
  const { conversationId } = session;
  const leaving = new AbortController();
  const { signal } = leaving;
  let hasBegun = false;
  let resolveBegun = (): void => {};
  const begun = new Promise<void>((resolve) => {
    resolveBegun = resolve;
  });
  const begin = (): void => {
    hasBegun = true;
    resolveBegun();
  };
  const emit = async ({ body, sequence }: FollowedText): Promise<void> => {
    await pace.room(signal);
    if (signal.aborted) return;
    for (const args of toPayloads(body, sequence)) socket.emit(options.botMessageEvent, ...args);
  };
  const emitAll = async (): Promise<void> => {
    for await (const followed of conversations.follow(conversationId, { after, signal })) {
      if (signal.aborted) return;
      if (followed.kind === "begun") {
        socket.emit("session", { conversation_id: conversationId, after: followed.after });
        begin();
      } else if (followed.kind === "message") {
        await emit(followed.message);
      }
    }
  };
  emitAll()
    .catch((error: unknown) => {
      services.logger.error("a client of the channel 'socketio' was cut off", { conversationId, error });
      socket.conn.close();
    })
    .finally(begin);
  return { session, begun, hasBegun: () => hasBegun, leave: () => leaving.abort() };
}

/** Packets on their way to a client. */
export interface Pace {
  /** Resolves once the client has taken most of them, or the signal is aborted. */
  room(signal: AbortSignal): Promise<void>;
  end(): void;
}

/** Packets that wait for a client that does not read before the mailbox is left alone. */
const MOST_WAITING = 100;

export function createPace(socket: Socket): Pace {
  const { conn } = socket;
  let waiting = 0;
  let wake = (): void => {};
  const onDrain = (): void => {
    waiting = 0;
    wake();
  };
  conn.on("drain", onDrain);
  return {
    async room(signal) {
      waiting++;
      if (waiting <= MOST_WAITING || signal.aborted) return;
      await new Promise<void>((resolve) => {
        wake = () => {
          signal.removeEventListener("abort", wake);
          resolve();
        };
        signal.addEventListener("abort", wake, { once: true });
      });
    },
    end() {
      conn.off("drain", onDrain);
    },
  };
}
