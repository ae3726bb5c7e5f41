import type { Socket } from "socket.io";
import { isJsonObject, type JsonObject, TsbotError } from "../../base/index.ts";
import type { ChannelServices, LiveConversations } from "../channel.ts";
import { createPace, type Listening, listen } from "./listening.ts";
import { readMessageData } from "./message-data.ts";
import type { SocketioOptions } from "./options.ts";
import { newSession, type Session, sessionOf } from "./sessions.ts";

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

/** Messages of one client that may be under way at once. */
const MOST_RUNNING = 20;

/**
 * One client of the channel until it goes: `session_request` joins a conversation, the user's messages are handled in
 * it, what the bot says there is emitted as it is committed.
 */
export function serveClient(socket: Socket, context: ClientContext): void {
  const { options, services, expires } = context;
  const pace = createPace(socket);
  const own = ownSession(context);
  let listening: Listening | null = null;
  let running = 0;
  /** The last session that was asked for while another one is being joined. */
  let asked: { readonly data: unknown } | null = null;

  const join = (session: Session, after: number | null): Listening => {
    const isSame = listening?.session.sessionId === session.sessionId;
    if (listening !== null && isSame && (after === null || session.isNew)) return listening;
    listening?.leave();
    listening = listen(socket, { ...context, pace, session, after: session.isNew ? 0 : after });
    return listening;
  };
  const answerRequest = (data: unknown): void => {
    const { session_id: wanted, after } = isJsonObject(data) ? data : {};
    const session = own ?? sessionOf(wanted) ?? newSession();
    const { begun } = join(session, toSequence(after));
    socket.emit("session_confirm", session.sessionId);
    begun.then(() => open(context, session)).catch(logFailure(services));
  };
  /** One after the other, and of many that come at once only the last: a client has one session, however often it asks. */
  const takeRequest = (data: unknown): void => {
    if (listening === null || listening.hasBegun()) {
      answerRequest(data);
      return;
    }
    if (asked === null) void listening.begun.then(answerLast);
    asked = { data };
  };
  const answerLast = (): void => {
    const last = asked;
    asked = null;
    if (socket.connected) answerRequest(last?.data);
  };
  const handle = async (data: unknown): Promise<void> => {
    const { sessionId, ...message } = readMessageData(data, options);
    const session = own ?? namedSession(sessionId, listening);
    // Who has but one conversation listens from its first word on.
    if (own !== null) join(own, null);
    while (listening !== null && !listening.hasBegun()) await listening.begun;
    const { conversationId } = session;
    await context.conversations.receive({ conversationId, channel: "socketio", ...message });
  };
  socket.on("session_request", takeRequest);
  socket.on(options.userMessageEvent, async (data: unknown, acknowledge: unknown) => {
    const answer = typeof acknowledge === "function" ? acknowledge : null;
    running++;
    try {
      if (running > MOST_RUNNING) throw tooMany();
      await handle(data);
      answer?.({});
    } catch (error) {
      const told = toClientError(error, services);
      if (answer !== null) answer({ error: told });
      else socket.emit("message_failed", told);
    } finally {
      running--;
    }
  });
  const timer = expires === null ? null : services.clock.schedule(expires, () => socket.conn.close());
  socket.once("disconnect", () => {
    listening?.leave();
    pace.end();
    timer?.cancel();
  });
}

/** The one conversation that a client has: its token's subject's, or this connection's; null where it names sessions. */
function ownSession({ subject, options }: ClientContext): Session | null {
  if (subject !== null) return { sessionId: subject, conversationId: subject, isNew: false };
  return options.keepsSessions ? null : newSession();
}

/** The session that a message names, or else the one that was asked for. */
function namedSession(sessionId: unknown, listening: Listening | null): Session {
  const session = sessionId === undefined ? listening?.session : sessionOf(sessionId);
  if (session !== undefined && session !== null) return session;
  throw new TsbotError("channels/no-session", "The message names no session.", {
    hint: "Emit session_request first, and send the id of session_confirm as 'session_id'.",
  });
}

function toSequence(after: unknown): number | null {
  return Number.isSafeInteger(after) && (after as number) >= 0 ? (after as number) : null;
}

async function open({ options, conversations }: ClientContext, { conversationId }: Session): Promise<void> {
  if (options.openingPayload !== null) await conversations.open({ conversationId, channel: "socketio" });
}

function tooMany(): TsbotError {
  return new TsbotError("channels/too-many-messages", `${MOST_RUNNING} messages are under way already.`, {
    hint: "Wait for an acknowledgement before sending more.",
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
