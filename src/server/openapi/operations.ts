import type { JsonObject, Shape } from "../../base/index.ts";
import { EMULATION_MODES } from "../emulation.ts";
import {
  ADDRESS,
  EVENT,
  EVENT_LIST,
  EVENT_TO_POST,
  EXECUTE,
  LONGEST_KEY,
  MESSAGE,
  MODEL_TO_LOAD,
  SNOOZE,
  TEXTS_TO_PARSE,
  TRIGGER,
} from "../request-shapes.ts";
import { INCLUDE_EVENTS, OUTBOX_STATUSES, REMINDER_STATUSES } from "../routes/parameters.ts";
import type { AnswerName } from "./answers.ts";

/** What a route takes and gives. */
export interface Operation {
  /** By default made from its path; for those whose path alone is not enough. */
  readonly id?: string;
  readonly summary: string;
  readonly query?: Readonly<Record<string, QueryParameter>>;
  readonly headers?: Readonly<Record<string, QueryParameter>>;
  /** JSON of this shape; `document`: YAML or JSON with training data. */
  readonly body?: Shape | "document";
  readonly answer: AnswerName;
  /** Of the answer; default JSON. */
  readonly mediaType?: string;
  /** Status of the answer, default 200. */
  readonly status?: number;
}

export interface QueryParameter {
  readonly description: string;
  readonly schema: JsonObject;
}

const flag = (description: string): QueryParameter => ({
  description: `${description} Only the text \`true\` is true.`,
  schema: { type: "string" },
});
const wholeNumber = (description: string, minimum: number, maximum: number): QueryParameter => ({
  description,
  schema: { type: "integer", minimum, maximum },
});

/** A choice of words whose letters may be large or small. */
function choice(words: readonly string[]): JsonObject {
  const anyCase = (word: string): string =>
    [...word].map((letter) => (letter === "_" ? letter : `[${letter}${letter.toLowerCase()}]`)).join("");
  return { type: "string", pattern: `^(${words.map(anyCase).join("|")})$` };
}

const INCLUDE: QueryParameter = {
  description: `Which events the answer holds: ${INCLUDE_EVENTS.join(", ")}; default AFTER_RESTART.`,
  schema: choice(INCLUDE_EVENTS),
};
const UNTIL: QueryParameter = {
  description: "Leaves out what is later (seconds since 1970); what is no number is ignored.",
  schema: { type: "string" },
};
const OUTPUT_CHANNEL: QueryParameter = {
  description: "A channel's name, or `latest`; without it the answer carries the messages.",
  schema: { type: "string" },
};
const IDEMPOTENCY_KEY: QueryParameter = {
  description: "A repeat with the same key gets the first answer; with the same key and another body, 422.",
  schema: { type: "string", minLength: 1, maxLength: LONGEST_KEY, pattern: "\\S" },
};
const CURSOR: QueryParameter = {
  description: "`next_cursor` of the page before.",
  schema: { type: "string", format: "cursor", pattern: "^$" },
};
const PAGE = { limit: wholeNumber("Entries of a page.", 1, 1_000), cursor: CURSOR };
const REMINDER_PAGE = {
  ...PAGE,
  status: { description: "Only these; default pending.", schema: { enum: [...REMINDER_STATUSES] } },
  name: { description: "Only those of this name.", schema: { type: "string" } },
  all: flag("Those that have ended, too."),
};

/** Every route by method and path. */
export const OPERATIONS: Readonly<Record<string, Operation>> = {
  "GET /": { summary: "Whether the server is there", answer: "Nothing", mediaType: "text/plain" },
  "GET /openapi.json": { summary: "This document", answer: "Domain" },
  "GET /version": { summary: "The version of the API", answer: "Version" },
  "GET /status": { summary: "Which model runs", answer: "Status" },
  "GET /domain": { summary: "The model's domain", answer: "Domain" },
  "GET /webhooks/:channel": { summary: "Whether a channel is there", answer: "Health" },
  "ALL /webhooks/:channel/*rest": { summary: "A channel's own routes", answer: "Nothing" },
  "POST /model/parse": {
    summary: "Understand a text, or several",
    query: {
      emulation_mode: {
        description: `Answer in another service's shape: ${EMULATION_MODES.join(", ")}.`,
        schema: { anyOf: [choice(EMULATION_MODES), { const: "" }] },
      },
    },
    body: TEXTS_TO_PARSE,
    answer: "Understood",
  },
  "POST /model/predict": {
    summary: "What would follow these events",
    query: { include_events: INCLUDE },
    body: EVENT_LIST,
    answer: "Prediction",
  },
  "PUT /model": {
    summary: "Load a model of the server's folder of models",
    body: MODEL_TO_LOAD,
    answer: "Nothing",
    status: 204,
  },
  "DELETE /model": { summary: "Unload the model", answer: "Nothing", status: 204 },
  "POST /model/train": {
    summary: "Train a model from one document",
    query: {
      save_to_default_model_directory: flag("Keep the model in the server's folder (default)."),
      force_training: flag("Train although nothing changed."),
      augmentation: wholeNumber("Stories glued together, in tens.", 0, 10_000),
    },
    body: "document",
    answer: "Nothing",
    mediaType: "application/gzip",
  },
  "POST /model/test/stories": {
    summary: "Compare the model with stories",
    query: { e2e: flag("Understand messages anew.") },
    body: "document",
    answer: "StoryEvaluation",
  },
  "POST /model/test/intents": {
    summary: "Compare a model with NLU data, or cross-validate the data",
    query: {
      model: {
        description: "Another model of the server's folder.",
        schema: { type: "string", pattern: "^[\\w][\\w.-]*\\.tar\\.gz$" },
      },
      cross_validation_folds: wholeNumber("Parts to train and test on.", 2, 100),
    },
    body: "document",
    answer: "UnderstandingEvaluation",
  },
  "GET /conversations": {
    summary: "Conversations, newest activity first",
    query: PAGE,
    answer: "Conversations",
  },
  "GET /conversations/*id/tracker": {
    summary: "A conversation's state and history",
    query: { include_events: INCLUDE, until: UNTIL },
    answer: "Tracker",
  },
  "POST /conversations/*id/tracker/events": {
    summary: "Append an event, or a list of them",
    query: {
      include_events: INCLUDE,
      output_channel: OUTPUT_CHANNEL,
      execute_side_effects: flag("Deliver bot messages, schedule and cancel reminders."),
    },
    body: {
      ...EVENT,
      schema: { anyOf: [EVENT.schema, EVENT_LIST.schema] },
    },
    answer: "Tracker",
  },
  "PUT /conversations/*id/tracker/events": {
    summary: "Put events in the place of all there are",
    query: { include_events: INCLUDE },
    body: EVENT_LIST,
    answer: "Tracker",
  },
  "GET /conversations/*id/story": {
    summary: "A conversation as a test story",
    query: {
      until: UNTIL,
      all_sessions: {
        description: "The sessions Rasa would know, or every stored one.",
        schema: choice(["TRUE", "FALSE", "STORED"]),
      },
    },
    answer: "Nothing",
    mediaType: "text/plain",
  },
  "GET /conversations/*id/explain": {
    summary: "Why the assistant did what it did in a turn",
    query: {
      turn: {
        description: "Which turn; negative ones count from the end.",
        schema: { type: "integer", not: { const: 0 }, minimum: -999_999_999, maximum: 999_999_999 },
      },
    },
    answer: "Explanation",
  },
  "POST /conversations/*id/execute": {
    summary: "Run one action",
    query: { include_events: INCLUDE, output_channel: OUTPUT_CHANNEL },
    body: EXECUTE,
    answer: "TrackerWithMessages",
  },
  "POST /conversations/*id/predict": { summary: "What would be done next", answer: "Prediction" },
  "POST /conversations/*id/messages": {
    summary: "Log a person's message without an answer",
    query: { include_events: INCLUDE },
    body: MESSAGE,
    answer: "Tracker",
  },
  "GET /conversations/*id/messages": {
    summary: "What the bot said: the mailbox, as a page or as server-sent events",
    query: {
      after: wholeNumber("Only messages with a higher number.", 0, Number.MAX_SAFE_INTEGER),
      limit: wholeNumber("Messages of a page.", 1, 1_000),
      deliveries: flag("In a stream: tell also what becomes of messages."),
    },
    answer: "Mailbox",
  },
  "POST /conversations/*id/trigger_intent": {
    summary: "An external event",
    query: {
      include_events: INCLUDE,
      output_channel: OUTPUT_CHANNEL,
      delivery: flag("Tell what became of each message."),
      ignore_quiet_hours: flag("Fire at once, also where events wait for the end of quiet hours."),
    },
    headers: { "Idempotency-Key": IDEMPOTENCY_KEY },
    body: TRIGGER,
    answer: "EventAnswer",
  },
  "POST /events/:topic": {
    summary: "An event for all conversations that subscribe to a topic",
    query: { limit: PAGE.limit },
    headers: { "Idempotency-Key": IDEMPOTENCY_KEY },
    body: EVENT_TO_POST,
    answer: "PostedEvent",
  },
  "GET /events/:topic/:event": {
    summary: "What became of an event that was posted, recipient by recipient",
    query: PAGE,
    answer: "PostedEvent",
  },
  "GET /topics": { summary: "Topics that somebody subscribes to", query: PAGE, answer: "Topics" },
  "GET /topics/:topic/subscribers": {
    summary: "Conversations that subscribe to a topic",
    query: PAGE,
    answer: "Subscribers",
  },
  "GET /suppressions": {
    summary: "Events from outside that were kept from their person, and why, newest first",
    query: {
      ...PAGE,
      conversation_id: { description: "Only this conversation's.", schema: { type: "string" } },
      topic: { description: "Only those that came by this topic.", schema: { type: "string" } },
    },
    answer: "Suppressions",
  },
  "GET /addresses": {
    summary: "The address book: names of conversations",
    query: {
      ...PAGE,
      conversation_id: { description: "Only this conversation's.", schema: { type: "string" } },
    },
    answer: "Addresses",
  },
  "GET /addresses/:name": { id: "get_address", summary: "Whose a name is", answer: "Address" },
  "PUT /addresses/:name": {
    id: "put_address",
    summary: "Give a conversation a name",
    body: ADDRESS,
    answer: "Address",
  },
  "DELETE /addresses/:name": { id: "delete_address", summary: "Take a name away", answer: "Address" },
  "GET /conversations/*id/subscriptions": {
    summary: "Topics that a conversation subscribes to, and whether it wants events at all",
    answer: "Subscriptions",
  },
  "PUT /conversations/*id/subscriptions/:topic": {
    summary: "Subscribe to a topic",
    answer: "Subscriptions",
  },
  "DELETE /conversations/*id/subscriptions/:topic": {
    summary: "Unsubscribe from a topic",
    answer: "Subscriptions",
  },
  "PUT /conversations/*id/opt_out": {
    summary: "The person wants no events from outside",
    answer: "Subscriptions",
  },
  "DELETE /conversations/*id/opt_out": {
    summary: "The person wants events from outside again",
    answer: "Subscriptions",
  },
  "GET /conversations/*id/reminders": {
    summary: "A conversation's reminders, in due order",
    query: REMINDER_PAGE,
    answer: "Reminders",
  },
  "DELETE /conversations/*id/reminders/:name": { summary: "Cancel a reminder", answer: "Reminder" },
  "POST /conversations/*id/reminders/:name/run": { summary: "Fire a reminder now", answer: "Reminder" },
  "POST /conversations/*id/reminders/:name/snooze": {
    summary: "Put a reminder off, pending or just fired",
    body: SNOOZE,
    answer: "Reminder",
  },
  "GET /reminders": { summary: "All reminders, in due order", query: REMINDER_PAGE, answer: "Reminders" },
  "GET /outbox": {
    summary: "Messages that wait to be delivered or were given up, oldest first",
    query: {
      ...PAGE,
      status: { description: "Only these; default both.", schema: { enum: [...OUTBOX_STATUSES] } },
      conversation_id: { description: "Only this conversation's.", schema: { type: "string" } },
      channel: { description: "Only this channel's.", schema: { type: "string" } },
    },
    answer: "Outbox",
  },
  "POST /outbox/:message/retry": {
    summary: "Deliver a message as if it were new",
    answer: "OutboxMessage",
  },
  "DELETE /outbox/:message": { summary: "Take a message out of the outbox", answer: "OutboxMessage" },
  "DELETE /conversations/*id": {
    summary: "Erase all there is of a conversation",
    answer: "Nothing",
    status: 204,
  },
};
