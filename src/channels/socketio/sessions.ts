import { createHash, randomBytes } from "node:crypto";

/** What a client shows to go on with its conversation: who has it reads and writes there. */
export interface Session {
  readonly sessionId: string;
  readonly conversationId: string;
  /** Whether it was made just now. */
  readonly isNew: boolean;
}

/** 122 random bits and more, as a UUID or in base64, which nobody guesses; `user-17` is no session. */
const SESSION_ID = /^[\w-]{22,200}$/;

/**
 * The session that a client asks for, or a new one. A client's own id is taken when it cannot be guessed. The
 * conversation's id, which logs, action servers and dashboards show, is a digest, from which the session's cannot be told.
 */
export function openSession(wanted: unknown): Session {
  const isKnown = typeof wanted === "string" && SESSION_ID.test(wanted);
  const sessionId = isKnown ? wanted : randomBytes(16).toString("hex");
  return { sessionId, conversationId: conversationOf(sessionId), isNew: !isKnown };
}

function conversationOf(sessionId: string): string {
  return createHash("sha256").update(`tsbot socketio session ${sessionId}`).digest("hex").slice(0, 32);
}
