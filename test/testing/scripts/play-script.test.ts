import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Garden, openGarden } from "./scripts.ts";

let garden: Garden;
beforeAll(async () => {
  garden = await openGarden();
});
afterAll(() => garden.remove());

const PASSES: Readonly<Record<string, readonly string[]>> = {
  "texts, buttons and custom payloads, one after the other": [
    "steps:",
    "  - user: hello",
    "    intent: greet",
    "  - bot: {text: Hello!, buttons: [Order]}",
    "  - bot: {contains: n}",
    "  - bot: {custom: {a: 1}}",
    "  - no_bot",
  ],
  "a list in any order": [
    "steps:",
    "  - intent: greet",
    "  - bot: [{custom: {a: 1}}, {regex: '^H.*!$'}, One]",
    "    any_order: true",
  ],
  "actions, slots and the form": [
    "steps:",
    "  - user: order",
    "  - action: order_form",
    "  - bot: Which plant?",
    "  - active_loop: order_form",
    "  - slot_was_set:",
    "      - plant: null",
    "  - user: the [orchid](plant)",
    "  - action: order_form",
    "  - action: utter_ordered",
    "  - slot_was_set:",
    "      - plant: orchid",
    "  - slot_was_set:",
    "      - plant",
    "  - active_loop: null",
  ],
  "a reminder in three days, and one tomorrow": [
    "start: 2026-03-27 09:00",
    "time_zone: Europe/Berlin",
    "steps:",
    "  - user: remind",
    "  - reminders:",
    "      - {name: soon, in: 1 day, intent: EXTERNAL_reminder}",
    "      - {name: later, at: 2026-03-30 10:00}",
    "  - at: 2026-03-28 09:00",
    "  - bot: Your orchid needs water!",
    "  - reminders: 1",
    "  - at: 2026-03-30 09:59",
    "  - no_bot",
    "  - restart_server",
    "  - at: 10:00",
    "  - bot: Your fern needs water!",
    "  - reminders: 0",
  ],
  "overdue reminders after a restart": [
    "steps:",
    "  - user: remind",
    "  - restart_server",
    "  - wait: 3 days",
    "  - bot: [Your orchid needs water!, Your fern needs water!]",
  ],
  "conversations beside each other, and channels": [
    "channel: telegram",
    "steps:",
    "  - user: hello",
    "  - bot: [{text: Hello over telegram!, channel: telegram}, One, {custom: {a: 1}}]",
    "  - user: hello",
    "    channel: rest",
    "    conversation: anna",
    "  - bot: [Hello!, One, {custom: {a: 1}}]",
    "    conversation: anna",
    "  - trigger: EXTERNAL_dry_plant",
    "    entities:",
    "      - plant: Fern",
    "    output_channel: latest",
    "  - bot: {text: Your Fern needs water!, channel: telegram}",
    "  - no_bot:",
    "    conversation: anna",
  ],
  "answers of the network": [
    "http:",
    "  - request: GET https://weather.example/now?city=*",
    "    json: {temperature: 21}",
    "  - request: POST https://log.example/entries",
    "    status: 204",
    "steps:",
    "  - user: weather",
    "  - bot: It is 21 degrees (200).",
    "  - requests:",
    "      - GET https://weather.example/now",
    "      - request: POST https://log.example/entries",
    "        json: {temperature: 21}",
    "  - http:",
    "      - request: GET https://weather.example/now",
    "        status: 203",
    "        json: {temperature: 3}",
    "  - user: weather",
    "  - bot: It is 3 degrees (203).",
  ],
  "an action that waits": ["steps:", "  - user: brood", "  - bot: That took 5 seconds."],
};

const FAILS: Readonly<Record<string, readonly [readonly string[], object]>> = {
  "another text": [
    ["steps:", "  - user: order", "  - bot: Which flower?"],
    { at: { file: "t.yml", line: 5 }, expected: ["Which flower?"], actual: ["Which plant?"] },
  ],
  silence: [
    ["steps:", "  - user: remind", "  - bot: Yes"],
    { message: "The bot says nothing.", actual: ["(nothing)"] },
  ],
  "a text where none is expected": [
    ["steps:", "  - user: order", "  - no_bot"],
    { message: "The bot says something.", actual: ["Which plant?"] },
  ],
  "more than was expected": [
    ["steps:", "  - user: hello", "  - bot: {contains: Hello}", "  - wait: 1s"],
    { at: { line: 5 }, message: "The bot says more.", actual: ["One", 'custom {"a":1}'] },
  ],
  "the wrong one of a list, at its place": [
    ["steps:", "  - user: hello", "  - bot:", "      - {contains: Hello}", "      - Two"],
    { at: { line: 7 }, expected: ["contains Hello", "Two"] },
  ],
  "another order": [
    ["steps:", "  - user: hello", "  - bot: [One, {contains: Hello}, {custom: {a: 1}}]"],
    { expected: ["One", "contains Hello", 'custom {"a":1}'] },
  ],
  "another intent": [
    ["steps:", "  - user: hello", "    intent: order"],
    { message: "The text is understood otherwise.", expected: ["order"], actual: ["greet (100 %)"] },
  ],
  "other entities": [
    ["steps:", "  - user: hello [rose](plant)"],
    { expected: ["plant: rose"], actual: ["(none)"] },
  ],
  "another action": [
    ["steps:", "  - user: order", "  - action: utter_greet"],
    { expected: ["utter_greet"], actual: ["order_form"] },
  ],
  "another value of a slot": [
    ["steps:", "  - user: buy an orchid", "  - slot_was_set:", "      - plant: fern"],
    { expected: ['plant: "fern"'], actual: ['plant: "orchid"'] },
  ],
  "another form": [
    ["steps:", "  - user: hello", "  - active_loop: order_form"],
    { expected: ["order_form"], actual: ["(no form)"] },
  ],
  "other reminders": [
    ["steps:", "  - user: remind", "  - reminders:", "      - {name: soon, in: 2 days}"],
    {
      expected: ["soon, in 2d"],
      actual: [
        "soon, fires EXTERNAL_reminder, in 1d, at 2026-01-02 00:00:00 UTC",
        "later, fires EXTERNAL_reminder, in 3d, at 2026-01-04 00:00:00 UTC",
      ],
    },
  ],
  "a time that is past": [
    ["start: 2026-05-01 10:00", "steps:", "  - at: 2026-05-01 09:00"],
    { message: "That time is past." },
  ],
  "a request that nobody answers": [
    ["steps:", "  - user: weather"],
    { actual: ["GET https://weather.example/now?city=Rome"] },
  ],
  "an intent that is not there": [
    ["steps:", "  - trigger: EXTERNAL_dry_plnt"],
    { message: "The intent 'EXTERNAL_dry_plnt' does not exist in the domain." },
  ],
};

describe("a conversation script", () => {
  it.each(Object.entries(PASSES))("passes with %s", async (_, lines) => {
    expect((await garden.play(...lines)).failure).toBeNull();
  });

  it.each(Object.entries(FAILS))("fails on %s", async (_, [lines, failure]) => {
    expect((await garden.play(...lines)).failure).toMatchObject(failure);
  });

  it("notes what the assistant warned of: a failing action with its place", async () => {
    const { failure } = await garden.play(
      "http:",
      "  - request: GET https://weather.example/now",
      "    fails: nobody listens",
      "steps:",
      "  - user: weather",
      "  - bot: It is 21 degrees.",
    );
    expect(failure?.notes.join("\n")).toMatch(/actions\/weather\.ts/);
  });

  it("gives the network back", async () => {
    const before = globalThis.fetch;
    await garden.play("steps:", "  - user: weather");
    expect(globalThis.fetch).toBe(before);
  });
});
