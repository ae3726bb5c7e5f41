import { isJsonObject, type JsonObject, parseJson, TsbotError } from "../../base/index.ts";
import type { IncomingMessage } from "../../conversation/index.ts";
import { isId } from "../requests.ts";
import type { SocketioOptions } from "./options.ts";

/** What a client says. */
type MessageData = Pick<IncomingMessage, "text" | "metadata" | "messageId" | "dedupeId"> & {
  /** As it was given; undefined without one. */
  readonly sessionId: unknown;
};

/** Deeper than any page needs. */
const DEEPEST = 100;

/** Throws `channels/bad-request`. */
export function readMessageData(data: unknown, { metadataKey }: SocketioOptions): MessageData {
  if (!isJsonObject(data) || typeof data["message"] !== "string") throw badMessage("message", "is a text");
  const { message, session_id: sessionId, message_id: messageId } = data;
  const metadata = readMetadata(data[metadataKey], metadataKey);
  return {
    text: message as string,
    sessionId: sessionId ?? undefined,
    ...(metadata !== null && { metadata }),
    ...(isId(messageId) && { messageId, dedupeId: messageId }),
  };
}

/** Rasa takes JSON in a text, too. What is none counts as nothing, as in Rasa; what is no JSON at all is refused. */
function readMetadata(given: unknown, key: string): JsonObject | null {
  if (typeof given === "string") return parseText(given);
  if (!isJsonObject(given)) return null;
  // The socket carries bytes as well, which would become long lists of numbers.
  if (!isPlain(given, DEEPEST)) throw badMessage(key, "is JSON: it has no bytes, and is not too deep");
  return parseText(JSON.stringify(given));
}

function parseText(text: string): JsonObject | null {
  try {
    const parsed = parseJson(text);
    return isJsonObject(parsed) ? parsed : null;
  } catch {
    return null;
  }
}

function isPlain(value: unknown, depth: number): boolean {
  if (typeof value !== "object" || value === null) return true;
  if (depth === 0 || ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return false;
  return Object.values(value).every((part) => isPlain(part, depth - 1));
}

function badMessage(key: string, what: string): TsbotError {
  return new TsbotError("channels/bad-request", `'${key}' ${what}.`, {
    hint: 'Emit an object such as {"message": "hello", "session_id": "…"}.',
    details: { parameter: `/${key}` },
  });
}
