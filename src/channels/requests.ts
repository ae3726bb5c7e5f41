import { isJsonObject, type JsonObject, TsbotError } from "../base/index.ts";
import type { IncomingMessage } from "../conversation/index.ts";
import type { ChannelReply, ChannelRequest } from "./channel.ts";

/** Rasa's name for a sender nobody named. */
const DEFAULT_SENDER = "default";

/** A request's body as an object. Throws `channels/bad-request`. */
export function bodyOf({ body }: ChannelRequest): JsonObject {
  if (isJsonObject(body)) return body;
  throw badRequest("/", "The body is a JSON object with 'sender' and 'message'.");
}

/** The message of a REST-like request: `{sender, message, input_channel?, metadata?}`; null when there is none. */
export function readMessage(body: JsonObject, channel: string): IncomingMessage | null {
  const { message } = body;
  if (message === undefined || message === null || message === "") return null;
  if (typeof message !== "string") throw badRequest("/message", "'message' is a text.");
  return { ...readSender(body, channel), text: message };
}

/** Who is talking, without a text. */
export function readSender(body: JsonObject, channel: string): Omit<IncomingMessage, "text"> {
  const { sender, metadata, message_id: messageId } = body;
  if (typeof sender === "object" && sender !== null) {
    throw badRequest("/sender", "'sender' is a text, the conversation's id.");
  }
  const id = sender === undefined || sender === null ? "" : String(sender);
  return {
    conversationId: id === "" ? DEFAULT_SENDER : id,
    channel,
    ...(isJsonObject(metadata) && { metadata }),
    ...(typeof messageId === "string" && messageId !== "" && { messageId, dedupeId: messageId }),
  };
}

/** What a channel answers a request that it has no route for. */
export function notFound({ method, path }: ChannelRequest): ChannelReply {
  return { status: 404, body: `Requested URL ${path} not found (${method}).` };
}

/** A request that cannot be understood; `details.parameter` is a JSON pointer. */
export function badRequest(parameter: string, message: string): TsbotError {
  return new TsbotError("channels/bad-request", message, { details: { parameter, in: "body" } });
}

/** `on_open` of a channel's credentials: the payload that is handled when a person opens the chat. */
export function readOpeningPayload(credentials: JsonObject): string | null {
  const payload = credentials["on_open"];
  return typeof payload === "string" && payload !== "" ? payload : null;
}
