import { isJsonObject, type JsonObject, type JsonValue } from "../base/index.ts";
import { badEvent } from "./bad-event.ts";
import type { BotMessageData } from "./messages.ts";
import type { Entity, ParseResult } from "./parse-result.ts";

// The parts of events that are objects themselves. Every field that is read later is checked; other keys stay as they are.

/** Throws `conversation/bad-event` for a value that does not fit. */
type Check = (value: JsonValue, path: string) => void;

function kind(expected: string, fits: (value: JsonValue) => boolean): Check {
  return (value, path) => {
    if (!fits(value)) throw badEvent(path, `'${path.split("/").at(-1)}' is ${expected}.`);
  };
}

/** Fields may be absent. */
function object(expected: string, fields: Readonly<Record<string, Check>>): Check {
  const isObject = kind(expected, isJsonObject);
  return (value, path) => {
    isObject(value, path);
    for (const [name, check] of Object.entries(fields)) {
      const field = isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
      if (field !== undefined) check(field, `${path}/${name}`);
    }
  };
}

function list(expected: string, item: Check): Check {
  const isList = kind(expected, Array.isArray);
  return (value, path) => {
    isList(value, path);
    for (const [index, member] of (value as readonly JsonValue[]).entries()) item(member, `${path}/${index}`);
  };
}

function nullable(check: Check): Check {
  return (value, path) => {
    if (value !== null) check(value, path);
  };
}

const TEXT = nullable(kind("a text or null", (value) => typeof value === "string"));
/** JSON has numbers that are too large for one. */
const NUMBER = nullable(kind("a number or null", Number.isFinite));
const OBJECTS = nullable(list("a list of objects", kind("an object", isJsonObject)));

const INTENT = object("an object with 'name' and 'confidence'", { name: TEXT, confidence: NUMBER });

const PARSE_DATA = object("a JSON object", {
  intent: INTENT,
  intent_ranking: list("a list of intents", INTENT),
  response_selector: kind("an object", isJsonObject),
  text_tokens: list("a list of pairs of offsets", list("a pair of offsets", NUMBER)),
});

const ENTITY = object("an object", {
  start: NUMBER,
  end: NUMBER,
  extractor: TEXT,
  role: TEXT,
  group: TEXT,
  processors: nullable(list("a list of texts", TEXT)),
});

const BOT_DATA = object("a JSON object", {
  elements: OBJECTS,
  quick_replies: OBJECTS,
  buttons: OBJECTS,
  image: TEXT,
});

/** What was understood of a message: without an intent nothing was. */
export function readParseData(
  value: JsonValue | undefined,
  path: string,
): Pick<ParseResult, "intent" | "entities"> {
  const given = value ?? {};
  PARSE_DATA(given, path);
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
    ENTITY(item, `${path}/${index}`);
    return item as unknown as Entity;
  });
}

/** What a bot's message has beside its text. */
export function readBotData(value: JsonValue | undefined, path: string): BotMessageData {
  const given = value ?? {};
  BOT_DATA(given, path);
  return given as JsonObject;
}
