import { didYouMean, isJsonObject, type JsonObject, type JsonValue, type TsbotError } from "../base/index.ts";
import { badEvent } from "./bad-event.ts";
import { readBotData, readEntities, readParseData } from "./event-content.ts";
import type { ConversationEvent, EventType } from "./events.ts";

/** Seconds either side of 1970 that a date can be from (ECMA-262, "Time Values and Time Range"). */
const LARGEST_TIME = 8.64e12;

/** Reads one field of an event that came from outside, or says what is wrong with it. */
interface Fields {
  readonly value: JsonObject;
  text(name: string): string;
  optionalText(name: string): string | null;
  flag(name: string, fallback: boolean): boolean;
  optionalNumber(name: string): number | null;
  readonly path: string;
}

/** Events from an action server, the API or a story: untrusted JSON to typed events, missing fields with defaults. */
export function parseEvents(values: JsonValue, path = ""): readonly ConversationEvent[] {
  if (!Array.isArray(values)) throw badEvent(path, "A list of events is expected.");
  return values.map((value, index) => parseEvent(value, `${path}/${index}`));
}

/**
 * One event. Throws `conversation/bad-event` whose `details.parameter` is a JSON pointer to what is wrong. Legacy
 * `form` and `form_validation` events are read as `active_loop` and `loop_interrupted`.
 */
export function parseEvent(value: JsonValue, path = ""): ConversationEvent {
  if (!isJsonObject(value)) throw badEvent(path, "An event is a JSON object.");
  const type = value["event"];
  if (typeof type !== "string")
    throw badEvent(`${path}/event`, "An event needs 'event', the name of its type.");
  const read = Object.hasOwn(READERS, type) ? READERS[type as EventType] : undefined;
  if (read === undefined) {
    const hint = [didYouMean(type, Object.keys(READERS)), `Types: ${Object.keys(READERS).join(", ")}.`];
    throw badEvent(`${path}/event`, `There is no event type '${type}'.`, hint.filter(Boolean).join(" "));
  }
  return withBase(read(createFields(value, path)), value, path);
}

function withBase(event: ConversationEvent, value: JsonObject, path: string): ConversationEvent {
  const { timestamp, metadata } = value;
  if (timestamp !== undefined && timestamp !== null && !isTime(timestamp)) {
    throw badEvent(`${path}/timestamp`, "'timestamp' is a number of seconds since 1970.");
  }
  if (metadata !== undefined && metadata !== null && !isJsonObject(metadata)) {
    throw badEvent(`${path}/metadata`, "'metadata' is a JSON object.");
  }
  return {
    ...event,
    ...(typeof timestamp === "number" && { timestamp }),
    ...(isJsonObject(metadata) && { metadata }),
  };
}

function isTime(value: JsonValue): boolean {
  return typeof value === "number" && Math.abs(value) <= LARGEST_TIME;
}

function createFields(value: JsonObject, path: string): Fields {
  const wrong = (name: string, expected: string): TsbotError =>
    badEvent(`${path}/${name}`, `The event '${value["event"]}' needs '${name}', ${expected}.`);
  return {
    value,
    path,
    text(name) {
      const field = value[name];
      if (typeof field === "string") return field;
      throw wrong(name, "a text");
    },
    optionalText(name) {
      const field = value[name];
      if (field === undefined || field === null) return null;
      if (typeof field === "string") return field;
      throw wrong(name, "a text or null");
    },
    flag(name, fallback) {
      const field = value[name];
      if (field === undefined || field === null) return fallback;
      if (typeof field === "boolean") return field;
      throw wrong(name, "true or false");
    },
    optionalNumber(name) {
      const field = value[name];
      if (field === undefined || field === null) return null;
      if (typeof field === "number" && Number.isFinite(field)) return field;
      throw wrong(name, "a number or null");
    },
  };
}

type Reader = (fields: Fields) => ConversationEvent;

/** Every event type, plus Rasa's legacy names. */
const READERS: Readonly<Record<EventType | "form" | "form_validation", Reader>> = {
  user: readUser,
  bot: (fields) => ({
    event: "bot",
    text: fields.optionalText("text"),
    data: readBotData(fields.value["data"], `${fields.path}/data`),
  }),
  agent: (fields) => ({
    event: "agent",
    text: fields.optionalText("text"),
    data: fields.value["data"] ?? null,
  }),
  action: (fields) => ({
    event: "action",
    name: fields.optionalText("name"),
    policy: fields.optionalText("policy"),
    confidence: fields.optionalNumber("confidence"),
    action_text: fields.optionalText("action_text"),
    hide_rule_turn: fields.flag("hide_rule_turn", false),
  }),
  action_execution_rejected: (fields) => ({
    event: "action_execution_rejected",
    name: fields.text("name"),
    policy: fields.optionalText("policy"),
    confidence: fields.optionalNumber("confidence"),
  }),
  user_featurization: (fields) => ({
    event: "user_featurization",
    use_text_for_featurization: fields.flag("use_text_for_featurization", false),
  }),
  entities: (fields) => ({
    event: "entities",
    entities: readEntities(fields.value["entities"], `${fields.path}/entities`),
  }),
  slot: (fields) => {
    const { value } = fields.value;
    if (value === undefined)
      throw badEvent(`${fields.path}/value`, "The event 'slot' needs 'value' (null unsets it).");
    return { event: "slot", name: fields.text("name"), value };
  },
  reset_slots: () => ({ event: "reset_slots" }),
  active_loop: (fields) => ({ event: "active_loop", name: fields.optionalText("name") }),
  form: (fields) => ({ event: "active_loop", name: fields.optionalText("name") }),
  loop_interrupted: (fields) => ({
    event: "loop_interrupted",
    is_interrupted: fields.flag("is_interrupted", false),
  }),
  form_validation: (fields) => ({
    event: "loop_interrupted",
    is_interrupted: !fields.flag("validate", true),
  }),
  session_started: () => ({ event: "session_started" }),
  restart: () => ({ event: "restart" }),
  rewind: () => ({ event: "rewind" }),
  undo: () => ({ event: "undo" }),
  followup: (fields) => ({ event: "followup", name: fields.text("name") }),
  pause: () => ({ event: "pause" }),
  resume: () => ({ event: "resume" }),
  // A path would name a file to write: it is read and never used.
  export: () => ({ event: "export" }),
  reminder: (fields) => ({
    event: "reminder",
    intent: fields.text("intent"),
    entities: readReminderEntities(fields),
    date_time: fields.text("date_time"),
    name: fields.optionalText("name"),
    kill_on_user_msg: fields.flag("kill_on_user_msg", true),
    ...(fields.value["expires_after"] !== undefined && {
      expires_after: fields.optionalNumber("expires_after"),
    }),
  }),
  cancel_reminder: (fields) => ({
    event: "cancel_reminder",
    ...(fields.optionalText("name") !== null && { name: fields.optionalText("name") }),
    ...(fields.optionalText("intent") !== null && { intent: fields.optionalText("intent") }),
    ...(readReminderEntities(fields) !== null && { entities: readReminderEntities(fields) }),
  }),
};

function readReminderEntities(fields: Fields): readonly JsonValue[] | JsonObject | null {
  const entities = fields.value["entities"];
  if (entities === undefined || entities === null) return null;
  if (Array.isArray(entities) || isJsonObject(entities)) return entities;
  throw badEvent(`${fields.path}/entities`, "'entities' is a list, a map from entity to value, or null.");
}

function readUser(fields: Fields): ConversationEvent {
  const text = fields.optionalText("text");
  const messageId = fields.optionalText("message_id");
  const metadata = isJsonObject(fields.value["metadata"]) ? fields.value["metadata"] : {};
  return {
    event: "user",
    text,
    parse_data: {
      ...readParseData(fields.value["parse_data"], `${fields.path}/parse_data`),
      text: text ?? "",
      message_id: messageId,
      metadata,
    },
    input_channel: fields.optionalText("input_channel"),
    message_id: messageId,
    metadata,
  };
}
