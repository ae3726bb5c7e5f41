import { isJsonObject, type JsonObject, type JsonValue } from "../../base/index.ts";
import type { BotMessage } from "../../conversation/index.ts";

/**
 * A message as Rasa's socketio channel emits it (rasa/core/channels/socketio.py, 3.6): each paragraph apart, buttons as
 * quick replies of the last, an image as an attachment; of a custom message its `data`.
 *
 * @returns what to emit, one after the other. The last says the message's number in the mailbox: as `sequence` of its
 *   object, or, where that is no object or has such a key itself, as `{sequence}` behind it.
 */
export function toPayloads(message: BotMessage, sequence: number): readonly (readonly JsonValue[])[] {
  const payloads = payloadsOf(message);
  return payloads.map((payload, index) => {
    if (index < payloads.length - 1) return [payload];
    const hasRoom = isJsonObject(payload) && payload["sequence"] === undefined;
    return hasRoom ? [{ ...payload, sequence }] : [payload, { sequence }];
  });
}

function payloadsOf({ text, buttons = [], image, attachment, custom }: BotMessage): readonly JsonValue[] {
  if (text !== undefined) {
    const paragraphs = text.trim().split("\n\n");
    const last = paragraphs.length - 1;
    return paragraphs.map((paragraph, index) =>
      index === last && buttons.length > 0
        ? { text: paragraph, quick_replies: buttons.map(toQuickReply) }
        : { text: paragraph },
    );
  }
  if (image !== undefined) return [{ attachment: { type: "image", payload: { src: image } } }];
  if (attachment !== undefined) return [{ attachment }];
  const { data } = custom ?? {};
  return [data === undefined ? { custom: custom ?? {} } : data];
}

function toQuickReply({ title, payload }: JsonObject): JsonObject {
  return {
    content_type: "text",
    ...(title !== undefined && { title }),
    ...(payload !== undefined && { payload }),
  };
}
