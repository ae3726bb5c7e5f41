import type { JsonObject, JsonValue } from "../base/index.ts";
import type { BotUttered } from "../conversation/index.ts";

const DATA_KEYS = ["elements", "quick_replies", "buttons", "attachment", "image", "custom"] as const;

/**
 * A message's content as a `bot` event: the known keys as text and data, everything else as metadata
 * (rasa/core/actions/action.py 3.6, `create_bot_utterance`: an image doubles as attachment where there is none).
 */
export function toBotEvent(content: JsonObject): BotUttered {
  const { text, elements, quick_replies, buttons, attachment, image, custom, ...metadata } = content;
  return {
    event: "bot",
    text: typeof text === "string" ? text : null,
    data: {
      elements: orNull(elements),
      quick_replies: orNull(quick_replies),
      buttons: orNull(buttons),
      attachment: orNull(attachment) ?? orNull(image),
      image: orNull(image),
      custom: orNull(custom),
    },
    metadata,
  };
}

/** The content of a `bot` event again: only what it has. */
export function botContent(event: BotUttered): JsonObject {
  const content: Record<string, JsonValue> = {};
  if (event.text !== null) content["text"] = event.text;
  for (const key of DATA_KEYS) {
    const value = event.data[key];
    if (value !== undefined && value !== null) content[key] = value;
  }
  return { ...content, ...event.metadata };
}

function orNull(value: JsonValue | undefined): JsonValue {
  return value === undefined || value === "" ? null : value;
}
