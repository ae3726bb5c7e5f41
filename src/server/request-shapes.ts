import {
  aChoiceOf,
  aListOf,
  aMapOf,
  aNumber,
  anObject,
  anything,
  aText,
  aValue,
  eitherOf,
  type JsonObject,
  orAbsent,
  orNull,
  type Shape,
} from "../base/index.ts";
import { ENTITY_SHAPE, EVENT_SHAPES, MOST_EVENTS, PARSE_DATA_SHAPE } from "../conversation/index.ts";

// What requests hold: the one source for checking bodies and for describing them (openapi/).

/** Texts understood in one request. */
export const MOST_TEXTS = 1_000;

const someText = aValue("a text that is not empty", (value) => typeof value === "string" && value !== "", {
  type: "string",
  minLength: 1,
});
const nothing = orAbsent(aValue("null", (value) => value === null, { type: "null" }));

/** Times that are read whatever the month (ISO 8601); others are read too where their day exists. */
const TIME = {
  type: "string",
  pattern:
    "^[12]\\d{3}-(0[1-9]|1[0-2])-(0[1-9]|1\\d|2[0-8])T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d{1,6})?(Z|[+-](0\\d|1[0-3]):[0-5]\\d)?$",
};

const NO_VALUE = { type: "null" };
const DURATION = "^[1-9]\\d{0,2} ?(s|m|h|d|w|minutes|hours|days)$";
const SECONDS = { type: "integer", minimum: 1, maximum: 1_000_000 };

/** What can be carried out asks for more than the shape alone (routes/tracker.ts looks at the rest). */
const TIGHTER: Readonly<Record<string, JsonObject>> = {
  reminder: {
    properties: {
      date_time: TIME,
      entities: orNull(eitherOf(aListOf(ENTITY_SHAPE), aMapOf(anything))).schema,
      every: { anyOf: [NO_VALUE, { type: "string", pattern: DURATION }, SECONDS] },
      cron: {
        anyOf: [NO_VALUE, { type: "string", pattern: "^([0-5]?\\d|\\*) ([01]?\\d|\\*) \\* \\* [0-6*]$" }],
      },
      rrule: { anyOf: [NO_VALUE, { type: "string", pattern: "^FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)$" }] },
      time_zone: { enum: [null, "UTC", "Europe/Berlin", "America/New_York"] },
      count: { anyOf: [NO_VALUE, { type: "integer", minimum: 1, maximum: 1_000 }] },
      until: { anyOf: [NO_VALUE, TIME] },
    },
    // One rule at most.
    not: {
      anyOf: [
        ["every", "cron"],
        ["every", "rrule"],
        ["cron", "rrule"],
      ].map((required) => ({ required })),
    },
  },
  snooze_reminder: {
    properties: { for: { anyOf: [{ type: "string", pattern: DURATION }, SECONDS] } },
  },
  // Everything, or something that names what is to be cancelled.
  cancel_reminder: {
    anyOf: [
      { properties: { name: { type: "null" }, intent: { type: "null" }, entities: { type: "null" } } },
      { required: ["name"], properties: { name: { type: "string", minLength: 1 } } },
      { required: ["intent"], properties: { intent: { type: "string", minLength: 1 } } },
      { required: ["entities"], properties: { entities: { type: "object", minProperties: 1 } } },
      { required: ["entities"], properties: { entities: { type: "array", contains: { type: "object" } } } },
    ],
  },
};

/** Any event. */
export const EVENT: Shape = eitherOf(
  ...Object.entries(EVENT_SHAPES).map(([type, shape]) => {
    const tighter = TIGHTER[type];
    return tighter === undefined ? shape : { ...shape, schema: { allOf: [shape.schema, tighter] } };
  }),
);
export const EVENT_LIST: Shape = aListOf(EVENT, MOST_EVENTS);

export const MESSAGE: Shape = anObject({
  text: aText,
  sender: aChoiceOf(["user"]),
  parse_data: orAbsent(orNull(PARSE_DATA_SHAPE)),
});

/** Ids are keys of the store; what is longer is no id. */
export const LONGEST_ID = 1_000;

/** Characters of a key that makes a repeat harmless. */
export const LONGEST_KEY = 255;

export const DEDUPE_KEY: Shape = orAbsent(
  orNull(
    aValue(
      `a text of 1 to ${LONGEST_KEY} characters`,
      (value) => typeof value === "string" && value !== "" && value.length <= LONGEST_KEY,
      { type: "string", minLength: 1, maxLength: LONGEST_KEY },
    ),
  ),
);

export const TRIGGER: Shape = anObject({
  name: someText,
  // A text is left out, as Rasa does.
  entities: orAbsent(orNull(eitherOf(aListOf(ENTITY_SHAPE), aMapOf(anything), aText))),
  dedupe_key: DEDUPE_KEY,
});

export const EVENT_TO_POST: Shape = anObject({
  name: someText,
  entities: orAbsent(orNull(eitherOf(aListOf(ENTITY_SHAPE), aMapOf(anything)))),
  dedupe_key: DEDUPE_KEY,
});

/** What a name of the address book is given to; ids are as in paths (routes/parameters.ts). */
export const ADDRESS: Shape = anObject({
  conversation_id: aValue(
    `the id of a conversation, a text of 1 to ${LONGEST_ID} characters`,
    (value) =>
      // `.` and `..` lead elsewhere in paths, and nobody means any other that is all dots.
      typeof value === "string" && /[^.]/.test(value) && value.length <= LONGEST_ID,
    { type: "string", minLength: 1, maxLength: LONGEST_ID, pattern: "[^.]" },
  ),
});

/** How long a reminder is put off; described as what is read whatever its size. */
export const SNOOZE: Shape = anObject({
  for: aValue("a duration", (value) => typeof value === "string" || Number.isFinite(value), {
    anyOf: [{ type: "string", pattern: DURATION }, SECONDS],
  }),
});

export const EXECUTE: Shape = anObject({
  name: someText,
  policy: orAbsent(orNull(aText)),
  confidence: orAbsent(orNull(aNumber)),
});

export const TEXT_TO_PARSE: Shape = anObject({ text: aText });
export const TEXTS_TO_PARSE: Shape = eitherOf(TEXT_TO_PARSE, aListOf(TEXT_TO_PARSE, MOST_TEXTS));

export const MODEL_TO_LOAD: Shape = anObject({
  model_file: someText,
  model_server: nothing,
  remote_storage: nothing,
});
