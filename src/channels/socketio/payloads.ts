import { isJsonObject, type JsonObject, type JsonValue } from "../../base/index.ts";
import type { BotMessage } from "../../conversation/index.ts";

/**
 * A message as Rasa's socketio channel emits it (rasa/core/channels/socketio.py, 3.6): buttons as quick replies, an
 * image as an attachment; of a custom message its `data`. An object also says its number in the mailbox.
 */
export function toPayload(message: BotMessage, sequence: number): JsonValue {
  const payload = payloadOf(message);
  return isJsonObject(payload) ? { ...payload, sequence } : payload;
}

function payloadOf({ text, buttons, image, attachment, custom }: BotMessage): JsonValue {
  if (text !== undefined) {
    return buttons === undefined ? { text } : { text, quick_replies: buttons.map(toQuickReply) };
  }
  if (image !== undefined) return { attachment: { type: "image", payload: { src: image } } };
  if (attachment !== undefined) return { attachment };
  if (custom === undefined) return {};
  const { data } = custom;
  return data === undefined ? { custom } : data;
}

function toQuickReply({ title, payload }: JsonObject): JsonObject {
  return {
    content_type: "text",
    ...(title !== undefined && { title }),
    ...(payload !== undefined && { payload }),
  };
}
