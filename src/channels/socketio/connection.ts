import type { Socket } from "socket.io";
import { isJsonObject, type JsonObject, parseJson, TsbotError } from "../../base/index.ts";
import type { ChannelServices, LiveConversations } from "../channel.ts";
import { badRequest, isConversationId, isId } from "../requests.ts";
import type { SocketioOptions } from "./options.ts";
import { toPayload } from "./payloads.ts";
import { openSession, type Session } from "./sessions.ts";

/** Whom a token speaks for, and until when. */
export interface Client {
  /** The conversation that is the client's, or null: it has the one of its session. */
  readonly subject: string | null;
  /** Epoch milliseconds, or null. */
  readonly expires: number | null;
}

export interface ClientContext extends Client {
  readonly options: SocketioOptions;
  readonly services: ChannelServices;
  readonly conversations: LiveConversations;
}

/** A conversation that a client listens to. */
interface Joined extends Session {
  /** Nothing is missed of what is said from then on. */
  readonly isListening: Promise<void>;
  readonly leave: () => void;
}

/** Packets that wait for a client that does not read before the mailbox is left alone. */
const MOST_WAITING = 100;

/**
 * One client of the channel until it goes: `session_request` joins a conversation, the user's messages are handled in
 * it, what the bot says there is emitted as it is committed.
 */
export function serveClient(socket: Socket, context: ClientContext): void {
  const { options, services, expires } = context;
  const pace = createPace(socket);
  let joined: Joined | null = null;

  const join = (session: Session, after: number | null): Joined => {
    joined?.leave();
    joined = listen(socket, { ...context, pace, session, after });
    return joined;
  };
  const joinFor = (sessionId: unknown): Joined => {
    if (joined !== null && (!options.keepsSessions || isOwn(context, joined, sessionId))) return joined;
    if (options.keepsSessions && context.subject === null && sessionId === undefined) throw noSession();
    const session = sessionFor(context, sessionId);
    return join(session, session.isNew ? 0 : null);
  };

  socket.on("session_request", (data: unknown) => {
    const { session_id: wanted, after } = isJsonObject(data) ? data : {};
    const session = sessionFor(context, options.keepsSessions ? wanted : undefined);
    const { isListening } = join(session, session.isNew ? 0 : toSequence(after));
    socket.emit("session_confirm", session.sessionId);
    isListening.then(() => open(context, session)).catch(logFailure(services));
  });
  socket.on(options.userMessageEvent, async (data: unknown, acknowledge: unknown) => {
    const answer = typeof acknowledge === "function" ? acknowledge : null;
    try {
      await receive(data, context, joinFor);
      answer?.({});
    } catch (error) {
      const told = toClientError(error, services);
      if (answer !== null) answer({ error: told });
      else socket.emit("message_failed", told);
    }
  });
  const timer = expires === null ? null : services.clock.schedule(expires, () => socket.conn.close());
  socket.once("disconnect", () => {
    joined?.leave();
    timer?.cancel();
  });
}

/** The conversation of a token is its subject's, whatever session a client names. */
function sessionFor({ subject }: ClientContext, wanted: unknown): Session {
  if (subject === null) return openSession(wanted);
  return { sessionId: subject, conversationId: subject, isNew: false };
}

function isOwn({ subject }: ClientContext, { sessionId }: Session, wanted: unknown): boolean {
  return subject !== null || wanted === undefined || wanted === sessionId;
}

function toSequence(after: unknown): number | null {
  return Number.isSafeInteger(after) && (after as number) >= 0 ? (after as number) : null;
}

interface Listening extends ClientContext {
  readonly pace: Pace;
  readonly session: Session;
  readonly after: number | null;
}

/** Emits what the bot says in a conversation, from a number on. A client that is cut off by an error comes back. */
function listen(socket: Socket, listening: Listening): Joined {
  const { session, after, pace, options, services, conversations } = listening;
  const leaving = new AbortController();
  const { conversationId } = session;
  let begin = (): void => {};
  let fail = (_error: unknown): void => {};
  const isListening = new Promise<void>((resolve, reject) => {
    begin = resolve;
    fail = reject;
  });
  const emitAll = async (): Promise<void> => {
    for await (const followed of conversations.follow(conversationId, { after, signal: leaving.signal })) {
      if (leaving.signal.aborted) return;
      if (followed.kind === "begun") {
        socket.emit("session", { conversation_id: conversationId, after: followed.after });
        begin();
      } else if (followed.kind === "message") {
        const { body, sequence } = followed.message;
        await pace.room(leaving.signal);
        socket.emit(options.botMessageEvent, toPayload(body, sequence));
      }
    }
  };
  emitAll().catch((error: unknown) => {
    fail(error);
    socket.conn.close();
  });
  isListening.catch(logFailure(services));
  return { ...session, isListening, leave: () => leaving.abort() };
}

interface Pace {
  readonly room: (signal: AbortSignal) => Promise<void>;
}

/** Packets on their way to a client: `room` waits while too many are for one that reads more slowly than the bot speaks. */
function createPace(socket: Socket): Pace {
  let waiting = 0;
  let wake = (): void => {};
  socket.conn.on("drain", () => {
    waiting = 0;
    wake();
  });
  return {
    async room(signal) {
      waiting++;
      if (waiting <= MOST_WAITING || signal.aborted) return;
      await new Promise<void>((resolve) => {
        wake = resolve;
        signal.addEventListener("abort", () => resolve(), { once: true });
      });
    },
  };
}

async function open({ options, conversations }: ClientContext, { conversationId }: Session): Promise<void> {
  if (options.openingPayload !== null) await conversations.open({ conversationId, channel: "socketio" });
}

async function receive(
  data: unknown,
  { options, conversations }: ClientContext,
  joinFor: (sessionId: unknown) => Joined,
): Promise<void> {
  if (!isJsonObject(data) || typeof data["message"] !== "string")
    throw badRequest("/message", "'message' is a text.");
  const { message, session_id: sessionId, message_id: messageId } = data;
  const metadata = readMetadata(data[options.metadataKey]);
  const { conversationId, isListening } = joinFor(sessionId ?? undefined);
  if (!isConversationId(conversationId)) throw badRequest("/session_id", "This is no conversation's id.");
  await isListening;
  await conversations.receive({
    conversationId,
    channel: "socketio",
    text: message as string,
    ...(metadata !== null && { metadata }),
    ...(isId(messageId) && { messageId, dedupeId: messageId }),
  });
}

/** Rasa takes JSON in a text, too. */
function readMetadata(given: unknown): JsonObject | null {
  if (isJsonObject(given)) return given;
  if (typeof given !== "string") return null;
  try {
    const parsed = parseJson(given);
    return isJsonObject(parsed) ? parsed : null;
  } catch {
    return null;
  }
}

function noSession(): TsbotError {
  return new TsbotError("channels/no-session", "The message names no session.", {
    hint: "Emit session_request first, and send the id of session_confirm as 'session_id'.",
  });
}

/** What a client may know of an error; the rest is for the log. */
function toClientError(error: unknown, services: ChannelServices): JsonObject {
  if (TsbotError.isInstance(error) && /^(?:channels|runtime)\//.test(error.code)) {
    const { code, message, hint = null } = error;
    return { code, message, hint };
  }
  logFailure(services)(error);
  return {
    code: "channels/failed",
    message: "The message could not be handled.",
    hint: "Send it again later, with the same 'message_id'.",
  };
}

function logFailure({ logger }: ChannelServices): (error: unknown) => void {
  return (error) => logger.error("the channel 'socketio' failed", { error });
}
