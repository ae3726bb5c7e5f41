import { isJsonObject, type JsonObject, type JsonValue } from "../../base/index.ts";
import type { Style } from "../style.ts";
import { plainLines } from "../table.ts";

/** What a person may choose by its number. */
export interface Choice {
  readonly title: string;
  readonly payload: string;
}

/** A message of the bot as lines of text, and its buttons. */
export interface RenderedMessage {
  readonly lines: readonly string[];
  readonly choices: readonly Choice[];
}

/** Text, buttons (numbered), image, attachment and custom payload of a message, one below the other. */
export function renderMessage(message: JsonObject, style: Style): RenderedMessage {
  const { text, image, buttons, attachment, custom } = message;
  const lines: string[] = [];
  if (typeof text === "string" && text !== "") lines.push(...plainLines(text).split("\n"));
  const choices = toChoices(buttons);
  choices.forEach(({ title, payload }, index) => {
    lines.push(`  ${index + 1}: ${plainLines(title)} ${style.dim(`(${plainLines(payload)})`)}`);
  });
  if (typeof image === "string") lines.push(`Image: ${plainLines(image)}`);
  if (attachment !== undefined && attachment !== null) lines.push(`Attachment: ${toText(attachment)}`);
  if (custom !== undefined && custom !== null)
    lines.push(...plainLines(JSON.stringify(custom, null, 2)).split("\n"));
  return { lines, choices };
}

function toChoices(buttons: JsonValue | undefined): readonly Choice[] {
  if (!Array.isArray(buttons)) return [];
  return buttons.filter(isJsonObject).map(({ title, payload }) => ({
    title: String(title ?? payload ?? ""),
    payload: String(payload ?? title ?? ""),
  }));
}

function toText(value: JsonValue): string {
  return plainLines(typeof value === "string" ? value : JSON.stringify(value));
}
