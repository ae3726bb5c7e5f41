import {
  aChoiceOf,
  aFlag,
  aListOf,
  aMapOf,
  aNumber,
  aNumberBetween,
  anObject,
  anything,
  aText,
  aTupleOf,
  aValue,
  eitherOf,
  orAbsent,
  orNull,
  type Shape,
} from "../base/index.ts";
import { ADDRESS_NAME_SHAPE } from "./address-name.ts";
import type { EventType } from "./events.ts";
import { TOPIC_SHAPE } from "./topic.ts";

// What events from outside must look like: the one source for checking them and for describing them. Every field that
// is read later is here; other keys stay as they are.

/** Seconds either side of 1970 that a date can be from (ECMA-262, "Time Values and Time Range"). */
const LARGEST_TIME = 8.64e12;

const TEXT = orAbsent(orNull(aText));
const NUMBER = orAbsent(orNull(aNumber));
const FLAG = orAbsent(orNull(aFlag));
const OBJECT = anObject({});
const OBJECTS = orAbsent(orNull(aListOf(OBJECT)));

const INTENT = anObject({ name: TEXT, confidence: NUMBER });

/** An entity as it is found in a text, or comes with an external event. */
export const ENTITY_SHAPE: Shape = anObject({
  entity: aText,
  value: anything,
  start: NUMBER,
  end: NUMBER,
  extractor: TEXT,
  role: TEXT,
  group: TEXT,
  processors: orAbsent(orNull(aListOf(aText))),
});

const ENTITIES = orAbsent(orNull(aListOf(ENTITY_SHAPE)));

/** What was understood of a message. */
export const PARSE_DATA_SHAPE: Shape = anObject({
  intent: orAbsent(INTENT),
  entities: ENTITIES,
  intent_ranking: orAbsent(aListOf(INTENT)),
  response_selector: orAbsent(OBJECT),
  text_tokens: orAbsent(aListOf(aTupleOf(aNumber, aNumber))),
});

const BOT_DATA = anObject({ elements: OBJECTS, quick_replies: OBJECTS, buttons: OBJECTS, image: TEXT });

/** Entities of a reminder: what a person wrote may be a list of anything; what cannot be carried out is found later. */
const REMINDER_ENTITIES = orAbsent(orNull(eitherOf(aListOf(anything), aMapOf(anything))));

/** Rasa's older names of events, which are still read. */
type LegacyEventType = "form" | "form_validation";

const FIELDS: Readonly<Record<EventType | LegacyEventType, Readonly<Record<string, Shape>>>> = {
  user: {
    text: TEXT,
    parse_data: orAbsent(orNull(PARSE_DATA_SHAPE)),
    input_channel: TEXT,
    message_id: TEXT,
  },
  bot: { text: TEXT, data: orAbsent(orNull(BOT_DATA)) },
  agent: { text: TEXT },
  action: { name: TEXT, policy: TEXT, confidence: NUMBER, action_text: TEXT, hide_rule_turn: FLAG },
  action_execution_rejected: { name: aText, policy: TEXT, confidence: NUMBER },
  user_featurization: { use_text_for_featurization: FLAG },
  entities: { entities: ENTITIES },
  slot: { name: aText, value: aValue("a value (null unsets it)", (value) => value !== undefined) },
  reset_slots: {},
  active_loop: { name: TEXT },
  form: { name: TEXT },
  loop_interrupted: { is_interrupted: FLAG },
  form_validation: { validate: FLAG },
  session_started: {},
  restart: {},
  rewind: {},
  undo: {},
  followup: { name: aText },
  pause: {},
  resume: {},
  export: {},
  reminder: {
    intent: aText,
    entities: REMINDER_ENTITIES,
    date_time: aText,
    name: TEXT,
    kill_on_user_msg: FLAG,
    expires_after: NUMBER,
    every: orAbsent(orNull(eitherOf(aText, aNumber))),
    cron: TEXT,
    rrule: TEXT,
    time_zone: TEXT,
    count: NUMBER,
    until: TEXT,
    ignore_quiet_hours: FLAG,
  },
  snooze_reminder: { name: aText, for: eitherOf(aText, aNumber) },
  subscribe: { topic: TOPIC_SHAPE },
  unsubscribe: { topic: orAbsent(orNull(TOPIC_SHAPE)) },
  opt_out: {},
  opt_in: {},
  take_address: { name: ADDRESS_NAME_SHAPE },
  cancel_reminder: { name: TEXT, intent: TEXT, entities: REMINDER_ENTITIES },
};

/** The shape of every event, by its type. */
export const EVENT_SHAPES = Object.fromEntries(
  Object.entries(FIELDS).map(([type, fields]) => [
    type,
    anObject({
      event: aChoiceOf([type]),
      timestamp: orAbsent(orNull(aNumberBetween(-LARGEST_TIME, LARGEST_TIME))),
      metadata: orAbsent(orNull(OBJECT)),
      ...fields,
    }),
  ]),
) as Readonly<Record<EventType | LegacyEventType, Shape>>;
