import { didYouMean, isJsonObject, type JsonObject, type JsonValue, toText } from "../../base/index.ts";
import type { ResponseCondition, ResponseVariation } from "../../domain/index.ts";
import { conditionTypes, responseConditionKeys, variationKeys } from "../shapes/responses.ts";
import type { SourceReader } from "../source-reader.ts";
import { getValue, type YamlEntry, type YamlMapping, type YamlNode } from "../yaml/nodes.ts";
import { inQuotes } from "../yaml/written-lines.ts";
import { checkParts } from "./response-parts.ts";

const CONDITION = "Write `- type: slot`, and `name: …` and `value: …` below it.";

/** The variations of one response; those that cannot be used are reported and left out. */
export function readResponse(
  reader: SourceReader,
  { key: name, keyNode, value }: YamlEntry,
): readonly ResponseVariation[] {
  const list = reader.sequence(value, `the response '${name}'`, hintForText(value, `below '${name}:', `));
  if (list !== null && list.items.length === 0) {
    reader.report("project/empty-response", keyNode, `The response '${name}' has no variation.`, {
      hint: 'Write `- text: "…"` below it.',
    });
  }
  if (list === null) return readSingle(reader, value, name);
  return list.items
    .map((item) => {
      const variation = reader.mapping(item, `a variation of '${name}'`, hintForText(item));
      return variation === null ? null : readVariation(reader, variation, name);
    })
    .filter((variation) => variation !== null);
}

/** A text or a variation that stands where a list of them is wanted counts as the only one. */
function readSingle(reader: SourceReader, node: YamlNode, name: string): readonly ResponseVariation[] {
  if (node.kind === "scalar") return [reader.remember({ content: { text: String(node.value) } }, node)];
  if (
    node.kind !== "mapping" ||
    !node.entries.some(({ key }) => variationKeys.some((known) => known === key))
  )
    return [];
  const variation = readVariation(reader, node, name);
  return variation === null ? [] : [variation];
}

/** How a bare text is written as a variation. */
function hintForText(node: YamlNode, where = ""): string | undefined {
  return node.kind === "scalar" && typeof node.value === "string"
    ? `Write ${where}\`- text: ${inQuotes(node.value)}\`.`
    : undefined;
}

function readVariation(reader: SourceReader, written: YamlMapping, name: string): ResponseVariation | null {
  const node = reader.checkKeys(written, variationKeys, "a response");
  const json = reader.json(node);
  if (!isJsonObject(json)) return null;
  const { channel, condition: _, id, ...content } = json;
  if (!hasContent(content)) {
    reader.report(
      "project/response-without-text",
      node,
      `This variation of '${name}' has neither text nor custom content.`,
      {
        hint: `Every variation needs \`text\` or \`custom\`, in Rasa too. What belongs to the text above is written without a dash, in the column of its \`text:\`.`,
      },
    );
    return null;
  }
  checkParts(reader, node, name);
  const conditions = readConditions(reader, node, name);
  const variation: ResponseVariation = {
    content,
    ...(typeof channel === "string" && { channel }),
    ...(id !== undefined && { id: toText(id) }),
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
  const list = reader.sequence(getValue(variation, "condition"), `'condition' of '${name}'`, CONDITION);
  const conditions: ResponseCondition[] = [];
  for (const item of list?.items ?? []) {
    const condition = reader.mapping(item, `a condition of '${name}'`, CONDITION);
    if (condition === null) continue;
    reader.checkKeys(condition, responseConditionKeys, "a response's condition");
    const type = reader.text(getValue(condition, "type"), "'type' of a condition") ?? "slot";
    if (!conditionTypes.some((known) => known === type)) {
      reader.report(
        "project/unknown-condition-type",
        condition,
        `A response's condition has the type 'slot', not '${type}'.`,
        {
          hint: didYouMean(type, conditionTypes) || CONDITION,
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
        { hint: CONDITION },
      );
      continue;
    }
    conditions.push(
      reader.remember({ type: "slot", name: slot, value: reader.json(value) as JsonValue }, condition),
    );
  }
  return conditions;
}
