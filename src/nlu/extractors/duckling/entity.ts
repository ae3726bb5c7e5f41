import { isJsonObject, type JsonValue } from "../../../base/index.ts";
import type { Entity } from "../../../conversation/index.ts";
import type { Match } from "./match.ts";

/** A match as Rasa tells it (rasa/nlu/extractors/duckling_entity_extractor.py 3.6, `convert_duckling_format_to_rasa`). */
export function toEntity(text: string, { dim, start, end, value }: Match): Entity {
  return {
    entity: dim,
    start,
    end,
    text: text.slice(start, end),
    value: ownValue(value),
    confidence: 1,
    additional_info: value,
    extractor: "DucklingEntityExtractor",
  };
}

function ownValue(value: Match["value"]): JsonValue {
  if (value["type"] !== "interval") return value["value"] ?? null;
  return { to: endValue(value["to"]), from: endValue(value["from"]) };
}

function endValue(end: JsonValue | undefined): JsonValue {
  return isJsonObject(end) ? (end["value"] ?? null) : null;
}
