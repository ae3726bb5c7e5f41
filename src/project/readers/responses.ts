import { didYouMean, isJsonObject, type JsonObject, type JsonValue } from "../../base/index.ts";
import type { ResponseCondition, ResponseVariation } from "../../domain/index.ts";
import type { SourceReader } from "../source-reader.ts";
import { getValue, type YamlEntry, type YamlMapping } from "../yaml/nodes.ts";

const KEYS = [
  "text",
  "image",
  "buttons",
  "quick_replies",
  "elements",
  "attachment",
  "custom",
  "channel",
  "condition",
  "id",
  "metadata",
  "button_type",
];

/** The variations of one response; those that cannot be used are reported and left out. */
export function readResponse(
  reader: SourceReader,
  { key: name, keyNode, value }: YamlEntry,
): readonly ResponseVariation[] {
  const list = reader.sequence(value, `the response '${name}'`);
  if (list !== null && list.items.length === 0) {
    reader.report("project/empty-response", keyNode, `The response '${name}' has no variation.`, {
      hint: 'Write `- text: "…"` below it.',
    });
  }
  return (list?.items ?? [])
    .map((item) => {
      const variation = reader.mapping(item, `a variation of '${name}'`);
      return variation === null ? null : readVariation(reader, variation, name);
    })
    .filter((variation) => variation !== null);
}

function readVariation(reader: SourceReader, written: YamlMapping, name: string): ResponseVariation | null {
  const node = reader.checkKeys(written, KEYS, "a response");
  const json = reader.json(node);
  if (!isJsonObject(json)) return null;
  const { channel, condition: _, id, ...content } = json;
  if (!hasContent(content)) {
    reader.report(
      "project/response-without-text",
      node,
      `This variation of '${name}' has neither text nor custom content.`,
      {
        hint: "Every variation needs `text` or `custom`; an image alone is not enough in Rasa.",
      },
    );
    return null;
  }
  const conditions = readConditions(reader, node, name);
  const variation: ResponseVariation = {
    content,
    ...(typeof channel === "string" && { channel }),
    ...(id !== undefined && { id: String(id) }),
    ...(conditions.length > 0 && { condition: conditions }),
  };
  return reader.remember(variation, node);
}

function hasContent({ text, custom }: JsonObject): boolean {
  return (text !== undefined && text !== null) || (isJsonObject(custom) && Object.keys(custom).length > 0);
}

function readConditions(
  reader: SourceReader,
  variation: YamlMapping,
  name: string,
): readonly ResponseCondition[] {
  const list = reader.sequence(getValue(variation, "condition"), `'condition' of '${name}'`);
  const conditions: ResponseCondition[] = [];
  for (const item of list?.items ?? []) {
    const condition = reader.mapping(item, `a condition of '${name}'`);
    if (condition === null) continue;
    reader.checkKeys(condition, ["type", "name", "value"], "a response's condition");
    const type = reader.text(getValue(condition, "type"), "'type' of a condition") ?? "slot";
    if (type !== "slot") {
      reader.report(
        "project/unknown-condition-type",
        condition,
        `A response's condition has the type 'slot', not '${type}'.`,
        {
          hint: didYouMean(type, ["slot"]) || "Write `- type: slot`, `name` and `value`.",
        },
      );
      continue;
    }
    const slot = reader.text(getValue(condition, "name"), "'name' of a condition");
    const value = getValue(condition, "value");
    if (slot === null || value === undefined) {
      reader.report(
        "project/missing-key",
        condition,
        "A response's condition needs 'name' (a slot) and 'value'.",
        { hint: "Write `- type: slot`, `name: …` and `value: …`." },
      );
      continue;
    }
    conditions.push(
      reader.remember({ type: "slot", name: slot, value: reader.json(value) as JsonValue }, condition),
    );
  }
  return conditions;
}
