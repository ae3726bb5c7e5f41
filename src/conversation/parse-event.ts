import { didYouMean, isJsonObject, type JsonObject, type JsonValue } from "../base/index.ts";
import { badEvent } from "./bad-event.ts";
import { readBotData, readEntities, readParseData } from "./event-content.ts";
import { EVENT_SHAPES } from "./event-shapes.ts";
import type { ConversationEvent, EventType, ReminderScheduled } from "./events.ts";

/** Reads the fields of an event whose shape was checked. */
interface Fields {
  readonly value: JsonObject;
  text(name: string): string;
  optionalText(name: string): string | null;
  flag(name: string, fallback: boolean): boolean;
  optionalNumber(name: string): number | null;
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
  checkShape(type as EventType, value, path);
  return withBase(read(createFields(value)), value);
}

function checkShape(type: EventType, value: JsonObject, path: string): void {
  const misfit = EVENT_SHAPES[type].misfit(value, path);
  if (misfit === null) return;
  const [field = "", ...inside] = misfit.path.slice(path.length + 1).split("/");
  throw badEvent(
    misfit.path,
    inside.length === 0
      ? `The event '${type}' needs '${field}', ${misfit.expected}.`
      : `'${inside.at(-1)}' in '${field}' of the event '${type}' is ${misfit.expected}.`,
  );
}

function withBase(event: ConversationEvent, { timestamp, metadata }: JsonObject): ConversationEvent {
  return {
    ...event,
    ...(typeof timestamp === "number" && { timestamp }),
    ...(isJsonObject(metadata) && { metadata }),
  };
}

function createFields(value: JsonObject): Fields {
  return {
    value,
    text: (name) => value[name] as string,
    optionalText: (name) => (value[name] ?? null) as string | null,
    flag: (name, fallback) => (value[name] ?? fallback) as boolean,
    optionalNumber: (name) => (value[name] ?? null) as number | null,
  };
}

type Reader = (fields: Fields) => ConversationEvent;

/** Every event type, plus Rasa's legacy names. */
const READERS: Readonly<Record<EventType | "form" | "form_validation", Reader>> = {
  user: readUser,
  bot: (fields) => ({
    event: "bot",
    text: fields.optionalText("text"),
    data: readBotData(fields.value["data"]),
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
    entities: readEntities(fields.value["entities"]),
  }),
  slot: (fields) => ({ event: "slot", name: fields.text("name"), value: fields.value["value"] ?? null }),
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
    kill_on_user_msg: fields.flag("kill_on_user_msg", !recurs(fields)),
    ...ownReminderKeys(fields),
  }),
  snooze_reminder: (fields) => ({
    event: "snooze_reminder",
    name: fields.text("name"),
    for: fields.value["for"] as string | number,
  }),
  subscribe: (fields) => ({ event: "subscribe", topic: fields.text("topic") }),
  unsubscribe: (fields) => ({ event: "unsubscribe", topic: fields.optionalText("topic") }),
  opt_out: () => ({ event: "opt_out" }),
  opt_in: () => ({ event: "opt_in" }),
  take_address: (fields) => ({ event: "take_address", name: fields.text("name") }),
  cancel_reminder: (fields) => ({
    event: "cancel_reminder",
    ...(fields.optionalText("name") !== null && { name: fields.optionalText("name") }),
    ...(fields.optionalText("intent") !== null && { intent: fields.optionalText("intent") }),
    ...(readReminderEntities(fields) !== null && { entities: readReminderEntities(fields) }),
  }),
};

/** tsbot's keys beside Rasa's, where they are given. */
const OWN_REMINDER_KEYS = [
  "expires_after",
  "every",
  "cron",
  "rrule",
  "time_zone",
  "count",
  "until",
  "ignore_quiet_hours",
] as const;

function ownReminderKeys({ value }: Fields): Partial<ReminderScheduled> {
  return Object.fromEntries(
    OWN_REMINDER_KEYS.filter((key) => value[key] !== undefined).map((key) => [key, value[key]]),
  );
}

/** A message of the person does not end what comes again and again, unless it is said that it does. */
function recurs({ value }: Fields): boolean {
  return ["every", "cron", "rrule"].some((key) => value[key] !== undefined && value[key] !== null);
}

function readReminderEntities({ value }: Fields): readonly JsonValue[] | JsonObject | null {
  return (value["entities"] ?? null) as readonly JsonValue[] | JsonObject | null;
}

function readUser(fields: Fields): ConversationEvent {
  const text = fields.optionalText("text");
  const messageId = fields.optionalText("message_id");
  const metadata = isJsonObject(fields.value["metadata"]) ? fields.value["metadata"] : {};
  return {
    event: "user",
    text,
    parse_data: {
      ...readParseData(fields.value["parse_data"]),
      text: text ?? "",
      message_id: messageId,
      metadata,
    },
    input_channel: fields.optionalText("input_channel"),
    message_id: messageId,
    metadata,
  };
}
