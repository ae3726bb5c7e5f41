import {
  aListOf,
  aNumber,
  anObject,
  aText,
  aTupleOf,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  orAbsent,
  orNull,
  type Shape,
} from "../base/index.ts";
import { badEvent } from "./bad-event.ts";
import type { BotMessageData } from "./messages.ts";
import type { Entity, ParseResult } from "./parse-result.ts";

// The parts of events that are objects themselves. Every field that is read later is checked; other keys stay as they are.

const TEXT = orAbsent(orNull(aText));
const NUMBER = orAbsent(orNull(aNumber));
const OBJECTS = orAbsent(orNull(aListOf(anObject({}))));

const INTENT = anObject({ name: TEXT, confidence: NUMBER });

const PARSE_DATA = anObject({
  intent: orAbsent(INTENT),
  intent_ranking: orAbsent(aListOf(INTENT)),
  response_selector: orAbsent(anObject({})),
  text_tokens: orAbsent(aListOf(aTupleOf(aNumber, aNumber))),
});

const ENTITY = anObject({
  start: NUMBER,
  end: NUMBER,
  extractor: TEXT,
  role: TEXT,
  group: TEXT,
  processors: orAbsent(orNull(aListOf(aText))),
});

const BOT_DATA = anObject({ elements: OBJECTS, quick_replies: OBJECTS, buttons: OBJECTS, image: TEXT });

function check(value: JsonValue, shape: Shape, path: string): void {
  const misfit = shape.misfit(value, path);
  if (misfit === null) return;
  throw badEvent(misfit.path, `'${misfit.path.split("/").at(-1)}' is ${misfit.expected}.`);
}

/** What was understood of a message: without an intent nothing was. */
export function readParseData(
  value: JsonValue | undefined,
  path: string,
): Pick<ParseResult, "intent" | "entities"> {
  const given = value ?? {};
  check(given, PARSE_DATA, path);
  const { entities, ...rest } = given as JsonObject;
  return {
    intent: {} as ParseResult["intent"],
    ...rest,
    entities: readEntities(entities, `${path}/entities`),
  };
}

/** A list of entities, or none. */
export function readEntities(value: JsonValue | undefined, path: string): readonly Entity[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value))
    throw badEvent(path, "'entities' is a list of objects with 'entity' and 'value'.");
  return value.map((item, index) => {
    if (!isJsonObject(item) || typeof item["entity"] !== "string" || item["value"] === undefined)
      throw badEvent(`${path}/${index}`, "An entity needs 'entity' (a text) and 'value'.");
    check(item, ENTITY, `${path}/${index}`);
    return item as unknown as Entity;
  });
}

/** What a bot's message has beside its text. */
export function readBotData(value: JsonValue | undefined, path: string): BotMessageData {
  const given = value ?? {};
  check(given, BOT_DATA, path);
  return given as JsonObject;
}
