import { isJsonObject, type JsonObject, type JsonValue, TsbotError } from "../base/index.ts";
import type { IncomingMessage } from "../conversation/index.ts";
import type { ChannelReply, ChannelRequest } from "./channel.ts";

/** Rasa's name for a sender nobody named. */
const DEFAULT_SENDER = "default";
/** Ids are keys of the store; what is longer is no id. */
const LONGEST_ID = 1_000;

/** Answers a POST to one of a channel's paths; another path is a 404, another method a 405. */
export async function dispatch(
  channel: string,
  request: ChannelRequest,
  handlers: ReadonlyMap<string, () => Promise<ChannelReply>>,
): Promise<ChannelReply> {
  const handler = handlers.get(request.path);
  const url = `/webhooks/${channel}${request.path}`;
  if (handler === undefined) return { status: 404, body: `Requested URL ${url} not found\n` };
  if (request.method === "POST") return await handler();
  return {
    status: 405,
    body: `Method ${request.method} not allowed for URL ${url}\n`,
    headers: { allow: "POST" },
  };
}

/** A request's body as an object. Throws `channels/bad-request`. */
export function bodyOf({ body }: ChannelRequest): JsonObject {
  if (isJsonObject(body)) return body;
  throw badRequest("/", "The body is a JSON object with 'sender' and 'message'.");
}

/** The message of a REST-like request: `{sender, message, metadata?, message_id?}`; null when there is none. */
export function readMessage(request: ChannelRequest, channel: string): IncomingMessage | null {
  const { message } = bodyOf(request);
  if (message === undefined || message === null) return null;
  if (typeof message !== "string") throw badRequest("/message", "'message' is a text.");
  return { ...readSender(request, channel), text: message };
}

/** Who is talking, without a text. */
export function readSender(request: ChannelRequest, channel: string): Omit<IncomingMessage, "text"> {
  const { sender, metadata, message_id: messageId } = bodyOf(request);
  const dedupeId = requestIdOf(request) ?? messageId;
  return {
    conversationId: readConversationId(sender),
    channel,
    ...(isJsonObject(metadata) && { metadata }),
    ...(isId(messageId) && { messageId }),
    ...(isId(dedupeId) && { dedupeId }),
  };
}

/** What tells a repeat of a request from another request, if it says so; too long it is no id. */
export function requestIdOf({ headers }: ChannelRequest): string | undefined {
  const id = headers["webhook-id"] ?? headers["idempotency-key"];
  return isId(id) ? id : undefined;
}

/** Rasa takes numbers too. */
function readConversationId(sender: JsonValue | undefined): string {
  if (sender === undefined || sender === null || sender === "") return DEFAULT_SENDER;
  const id = typeof sender === "number" ? String(sender) : sender;
  if (isConversationId(id)) return id;
  throw badRequest(
    "/sender",
    `'sender' is the conversation's id, a text of at most ${LONGEST_ID} characters, and not '.' or '..'.`,
  );
}

/** A text that can be a key of the store. */
export function isId(value: unknown): value is string {
  return typeof value === "string" && value !== "" && value.length <= LONGEST_ID;
}

/** The same for a conversation, which is also asked for by its id in a path: there `.` and `..` lead elsewhere. */
export function isConversationId(value: unknown): value is string {
  return isId(value) && value !== "." && value !== "..";
}

/** A request that cannot be understood; `parameter` is a JSON pointer. */
export function badRequest(parameter: string, message: string): TsbotError {
  return new TsbotError("channels/bad-request", message, {
    hint: 'Send JSON such as {"sender": "me", "message": "hello"}.',
    details: { parameter, in: "body" },
  });
}
