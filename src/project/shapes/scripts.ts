import { dataFileShape } from "./data-file.ts";
import {
  anything,
  type ByKeyShape,
  either,
  flag,
  keys,
  keysOf,
  list,
  named,
  number,
  quoted,
  reference,
  type Shape,
  text,
  texts,
} from "./shape.ts";
import { stepShapes } from "./stories.ts";

/** In the order in which they make a step's kind: `trigger` and `intent` come before their `user` and `entities`. */
export const scriptStepKinds = [
  "trigger",
  "intent",
  "user",
  "wait",
  "at",
  "restart_server",
  "http",
  "bot",
  "no_bot",
  "action",
  "slot_was_set",
  "active_loop",
  "reminders",
  "requests",
] as const;

export type ScriptStepKind = (typeof scriptStepKinds)[number];

/** Keys a step may have besides the one that makes its kind. */
export const scriptKeysBeside: Readonly<Record<ScriptStepKind, readonly string[]>> = {
  trigger: ["entities", "output_channel", "conversation"],
  intent: ["user", "entities", "channel", "conversation"],
  user: ["intent", "entities", "channel", "conversation"],
  wait: [],
  at: [],
  restart_server: [],
  http: [],
  bot: ["any_order", "conversation"],
  no_bot: ["conversation"],
  action: ["conversation"],
  slot_was_set: ["conversation"],
  active_loop: ["conversation"],
  reminders: ["conversation"],
  requests: [],
};

const duration = (about: string): Shape => text(about, { example: "3 days" });
const time = (about: string): Shape => text(about, { example: "2026-03-29 09:00 Europe/Berlin" });

const message = keys(
  {
    text: text("Its text, exactly.", { example: "Hello!" }),
    contains: text("A piece of its text.", { example: "Hello" }),
    regex: text("A regular expression that matches in its text.", { example: "^It is \\d+ degrees" }),
    buttons: texts("The titles or payloads of its buttons, in order."),
    image: text("The address of its image.", { example: "https://example.com/cat.png" }),
    attachment: anything("Its attachment."),
    custom: anything("Its custom payload."),
    channel: text("The channel that it leaves by.", { example: "callback" }),
  },
  { mayBeEmpty: false },
);

export const messageKeys = keysOf(message);

const mock = keys(
  {
    request: text("Method and address; without a query it stands for every query, `*` for anything.", {
      example: "GET https://api.example.com/weather",
    }),
    status: number("The status of the answer; 200 unless given.", { example: 503 }),
    headers: named(text(), "The headers of the answer."),
    json: anything("The body of the answer, as JSON."),
    text: text("The body of the answer, as text.", { example: "not found" }),
    fails: text("The request fails with this message, as when nobody listens.", {
      example: "connection refused",
    }),
  },
  { needs: ["request"], mayBeEmpty: false },
);

export const httpMockKeys = keysOf(mock);

const httpShape = list(
  reference("answer", () => mock),
  "How requests of actions are answered; the last that fits counts. The network is not reached.",
);

const reminder = keys(
  {
    name: text("Its name.", { example: "call Paul" }),
    intent: text("The intent it fires.", { example: "EXTERNAL_reminder" }),
    in: duration("How long until it is due."),
    at: time("When it is due."),
  },
  { mayBeEmpty: false },
);

export const reminderKeys = keysOf(reminder);

const request = keys(
  {
    request: text("Method and address.", { example: "POST https://api.example.com/orders" }),
    json: anything("Its body."),
  },
  { needs: ["request"], mayBeEmpty: false },
);

export const requestKeys = keysOf(request);

const entities: Shape = {
  kind: "either",
  shapes: [stepShapes.entities, named(anything())],
  about: "The entities: `- city: Rome`, or `city: Rome`.",
};

const steps: Readonly<Record<ScriptStepKind | string, Shape>> = {
  trigger: quoted("An event with this intent comes from outside.", { example: "EXTERNAL_dry_plant" }),
  intent: stepShapes.intent,
  user: stepShapes.user,
  entities,
  channel: text("The person writes through this channel.", { example: "callback" }),
  output_channel: text("Where the answer to the event goes: a channel, or `latest`.", { example: "latest" }),
  conversation: text("Whose conversation; the script's own unless given.", { example: "anna" }),
  wait: duration("Time passes; what is due on the way happens at its own time."),
  at: time("Time passes until then."),
  restart_server: anything("The server is killed, without an end to what it does, and starts again."),
  http: httpShape,
  bot: either(text(), list(either(text(), message), undefined, { mayBeEmpty: false }), {
    ...message,
    about: "The bot says this next; a list: several messages.",
  }),
  any_order: flag("Whether the messages of the list may come in any order."),
  no_bot: anything("The bot has said nothing more."),
  action: stepShapes.action,
  slot_was_set: stepShapes.slot_was_set,
  active_loop: stepShapes.active_loop,
  reminders: either(
    { kind: "range", isWhole: true, least: 0 },
    list(either(text(), reminder), "The pending reminders, in due order; a number: how many."),
  ),
  requests: list(
    either(text(), request),
    "The requests that actions made since the last such step, in order.",
  ),
};

/** Steps that need nothing behind them. */
const BARE = "^(no_bot|restart_server)$";

const stepShape: ByKeyShape = {
  kind: "by-key",
  kinds: scriptStepKinds,
  keys: steps,
  beside: scriptKeysBeside,
};

const script = keys(
  {
    test: text("The script's name.", { example: "reminds of a call" }),
    start: time("When it begins; 2026-01-01 00:00 unless given."),
    time_zone: text("The zone of its times and of the assistant.", { example: "Europe/Berlin" }),
    channel: text("The channel that people write through.", { example: "callback" }),
    http: httpShape,
    steps: list(
      reference("test step", () => either(quoted(undefined, { pattern: BARE }), stepShape)),
      "What happens and what must come of it, one after the other.",
      { least: 1 },
    ),
  },
  { needs: ["test", "steps"], mayBeEmpty: false },
);

export const scriptKeys = keysOf(script);

const { version, ...dataKeys } = dataFileShape.keys;

/** Beside scripts there may be what data files hold: test stories, and NLU data to test with. */
export const testFileShape = keys(
  {
    version,
    tests: list(
      reference("test", () => script),
      "Conversation scripts, which `tsbot test` plays on a simulated clock.",
    ),
    ...dataKeys,
  },
  { about: "Tests of conversations: scripts, and test stories as in Rasa." },
);

export const testFileKeys = keysOf(testFileShape);
