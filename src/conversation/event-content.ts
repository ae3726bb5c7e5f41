import type { JsonObject, JsonValue } from "../base/index.ts";
import type { BotMessageData } from "./messages.ts";
import type { Entity, ParseResult } from "./parse-result.ts";

// The parts of events that are objects themselves, from JSON whose shape was checked (event-shapes.ts).

/** What was understood of a message: without an intent nothing was. */
export function readParseData(value: JsonValue | undefined): Pick<ParseResult, "intent" | "entities"> {
  const { entities, ...rest } = (value ?? {}) as JsonObject;
  return { intent: {} as ParseResult["intent"], ...rest, entities: readEntities(entities) };
}

/** A list of entities, or none. */
export function readEntities(value: JsonValue | undefined): readonly Entity[] {
  return (value ?? []) as unknown as readonly Entity[];
}

/** What a bot's message has beside its text. */
export function readBotData(value: JsonValue | undefined): BotMessageData {
  return (value ?? {}) as JsonObject;
}
