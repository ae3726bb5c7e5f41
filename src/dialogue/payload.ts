import { isJsonObject, type JsonObject, type JsonValue, parseJson } from "../base/index.ts";
import type { Entity, ParseResult } from "../conversation/index.ts";
import type { Domain } from "../domain/index.ts";

/** Rasa's own pattern: intent, confidence, entities, and what nobody reads. */
const PAYLOAD = /^\/([^{@]+)(?:@([0-9.]+))?(\{.+\})?/s;

/**
 * Understands `/intent@confidence{"entity": value}` (rasa/nlu/classifiers/regex_message_handler.py 3.6), or gives null for
 * a text that is none, or names an intent the domain does not have. JSON that cannot be read gives no entities, nor do
 * entities the domain does not have. A domain of null accepts every name.
 */
export function parsePayload(text: string, domain: Domain | null): ParseResult | null {
  const match = PAYLOAD.exec(text);
  const name = match?.[1]?.trim() ?? "";
  if (match === null || name === "" || (domain !== null && !domain.intents.has(name))) return null;
  const confidence = parseConfidence(match[2]);
  return {
    text,
    intent: { name, confidence },
    intent_ranking: [{ name, confidence }],
    entities: match[3] === undefined ? [] : parseEntities(match[3], text.indexOf("{"), domain),
  };
}

/** Between 0 and 1; several dots are no number and mean 0, as in Rasa. */
function parseConfidence(text = "1"): number {
  const value = Number(text);
  return Number.isNaN(value) ? 0 : Math.min(1, value);
}

/** @param start where the JSON begins in the text; with its end it becomes the place of each entity, as in Rasa. */
function parseEntities(json: string, start: number, domain: Domain | null): readonly Entity[] {
  const place = { start, end: start + json.length, extractor: "RegexMessageHandler" };
  return Object.entries(parseObject(json))
    .filter(([entity]) => domain === null || domain.entities.has(entity))
    .flatMap(([entity, value]) =>
      (Array.isArray(value) ? value : [value]).map((item) => ({ entity, value: item, ...place })),
    );
}

function parseObject(json: string): JsonObject {
  try {
    const value: JsonValue = parseJson(json);
    return isJsonObject(value) ? value : {};
  } catch {
    return {};
  }
}
