import { isJsonObject, type JsonValue, parseJson } from "../base/index.ts";
import type { Entity, ParseResult } from "../conversation/index.ts";
import type { Domain } from "../domain/index.ts";

const PAYLOAD = /^\/([^{@]+?)\s*(?:@([^{]*?))?\s*(\{.*\})?\s*$/s;

/**
 * Understands `/intent@confidence{"entity": value}` (rasa/shared/nlu/... 3.6, RegexMessageHandler), or gives null for a
 * text that is none, or names an intent the domain does not have. A domain of null accepts every name.
 */
export function parsePayload(text: string, domain: Domain | null): ParseResult | null {
  if (!text.startsWith("/")) return null;
  const match = PAYLOAD.exec(text) ?? PAYLOAD.exec(withoutTrailer(text));
  const name = match?.[1]?.trim();
  if (match === null || name === undefined || name === "" || /["[\]]/.test(name)) return null;
  if (domain !== null && !domain.intents.has(name)) return null;
  const confidence = parseConfidence(match[2]);
  const json = match[3];
  const start = json === undefined ? text.length : text.indexOf("{");
  const entities = json === undefined ? [] : parseEntities(json, { start, end: start + json.length }, domain);
  return {
    text,
    intent: { name, confidence },
    intent_ranking: [{ name, confidence }],
    entities,
  };
}

/** Rasa ignores what follows the JSON object. */
function withoutTrailer(text: string): string {
  const end = text.lastIndexOf("}");
  return end < 0 ? text : text.slice(0, end + 1);
}

/** Between 0 and 1; nonsense is 0, more is 1; absent is 1. */
function parseConfidence(text: string | undefined): number {
  if (text === undefined) return 1;
  const value = Number(text.trim());
  if (text.trim() === "") return 1;
  return Number.isFinite(value) ? Math.min(1, Math.max(0, value)) : 1;
}

function parseEntities(
  json: string,
  span: { readonly start: number; readonly end: number },
  domain: Domain | null,
): readonly Entity[] {
  let value: JsonValue;
  try {
    value = parseJson(json);
  } catch {
    return [];
  }
  if (!isJsonObject(value)) return [];
  const known = Object.entries(value).filter(([entity]) => domain === null || domain.entities.has(entity));
  return known.flatMap(([entity, item]) =>
    (Array.isArray(item) ? item : [item]).map((single) => ({
      entity,
      start: span.start,
      end: span.end,
      value: single,
      extractor: "RegexMessageHandler",
    })),
  );
}
