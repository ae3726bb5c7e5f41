import { isJsonObject, type JsonObject, type JsonValue } from "../base/index.ts";
import type { BotUttered } from "./events.ts";
import type { BotMessage } from "./messages.ts";

/**
 * A bot event as the messages clients receive (rasa/core/channels/channel.py 3.6, `send_response` over a collecting
 * channel): quick replies or buttons with their text, else the text split at blank lines; then custom, image,
 * attachment, elements.
 */
export function toBotMessages(event: BotUttered, conversationId: string): readonly BotMessage[] {
  const { text, data } = event;
  const messages: BotMessage[] = [...spokenMessages(text, data.quick_replies, data.buttons, conversationId)];
  const { custom = null, attachment = null } = data;
  if (isFilled(custom) && isJsonObject(custom)) messages.push({ recipient_id: conversationId, custom });
  if (typeof data.image === "string" && data.image !== "") {
    messages.push({ recipient_id: conversationId, image: data.image });
  }
  // An image stands in the event as attachment too (create_bot_utterance); it is sent once.
  if (isFilled(attachment) && attachment !== data.image)
    messages.push({ recipient_id: conversationId, attachment });
  for (const element of toObjects(data.elements)) messages.push(...elementMessages(element, conversationId));
  return messages;
}

function spokenMessages(
  text: string | null,
  quickReplies: JsonValue | undefined,
  buttons: JsonValue | undefined,
  conversationId: string,
): readonly BotMessage[] {
  const choices = toObjects(quickReplies);
  const offered = choices.length > 0 ? choices : toObjects(buttons);
  if (offered.length > 0) return [{ recipient_id: conversationId, text: text ?? "", buttons: offered }];
  if (text === null || text === "") return [];
  return text
    .trim()
    .split("\n\n")
    .map((paragraph) => ({ recipient_id: conversationId, text: paragraph }));
}

/** A card: its title and subtitle with its buttons (Rasa's default for channels without cards). */
function elementMessages(element: JsonObject, conversationId: string): readonly BotMessage[] {
  const title = typeof element["title"] === "string" ? element["title"] : "";
  const subtitle = typeof element["subtitle"] === "string" ? element["subtitle"] : "";
  return [
    {
      recipient_id: conversationId,
      text: `${title} : ${subtitle}`,
      buttons: toObjects(element["buttons"]),
    },
  ];
}

function toObjects(value: JsonValue | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

function isFilled(value: JsonValue): boolean {
  if (value === null || value === "") return false;
  return typeof value !== "object" || Object.keys(value).length > 0;
}
