import { createHash, randomBytes } from "node:crypto";

/** What a client shows to go on with its conversation: who has it reads and writes there. */
export interface Session {
  readonly sessionId: string;
  readonly conversationId: string;
  /** Whether it was made for this connection, so that there is nothing yet to go on with. */
  readonly isNew: boolean;
}

/** 122 random bits and more, as a UUID or in base64, which nobody guesses; `user-17` is no session. */
const SESSION_ID = /^[\w-]{22,200}$/;

export function newSession(): Session {
  const sessionId = randomBytes(16).toString("hex");
  return { sessionId, conversationId: conversationOf(sessionId), isNew: true };
}

/**
 * The session of an id that was given out, or that a client made so that it cannot be guessed; null for anything else.
 */
export function sessionOf(sessionId: unknown): Session | null {
  if (typeof sessionId !== "string" || !SESSION_ID.test(sessionId)) return null;
  return { sessionId, conversationId: conversationOf(sessionId), isNew: false };
}

/** A digest, from which the session's id cannot be told: logs, action servers and dashboards show conversations' ids. */
function conversationOf(sessionId: string): string {
  return createHash("sha256").update(`tsbot socketio session ${sessionId}`).digest("hex").slice(0, 32);
}
