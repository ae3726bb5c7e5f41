import { describe, expect, it } from "vitest";
import { type JsonObject, type JsonValue, parseJson } from "../../src/base/index.ts";
import { parseEvent, parseEvents } from "../../src/conversation/index.ts";

const user = (parseData: JsonValue): JsonObject => ({ event: "user", text: "hi", parse_data: parseData });

describe("an event from outside", () => {
  it.each<[string, JsonObject, object]>([
    [
      "a message nobody understood yet",
      { event: "user", text: "hi" },
      {
        parse_data: { intent: {}, entities: [], text: "hi", message_id: null, metadata: {} },
        input_channel: null,
      },
    ],
    ["a message without an intent", user({ intent: {} }), { parse_data: { intent: {} } }],
    [
      "an intent nobody is sure of",
      user({ intent: { name: null, confidence: 0 } }),
      { parse_data: { intent: { name: null } } },
    ],
    [
      "all of a parse result, and what it does not know",
      user({
        intent: { name: "greet", confidence: 1, id: 7 },
        entities: [
          { entity: "city", value: null, start: 0, end: 2, role: null, group: "1", processors: ["x"] },
        ],
        intent_ranking: [{ name: "greet", confidence: 1 }],
        response_selector: { default: { response: null } },
        text_tokens: [[0, 2]],
        extra: 1,
      }),
      {
        parse_data: {
          intent: { name: "greet", confidence: 1, id: 7 },
          entities: [
            { entity: "city", value: null, start: 0, end: 2, role: null, group: "1", processors: ["x"] },
          ],
          response_selector: { default: { response: null } },
          extra: 1,
        },
      },
    ],
    ["a message of the bot with nothing in it", { event: "bot" }, { text: null, data: {} }],
    [
      "a message of the bot",
      {
        event: "bot",
        text: "x",
        data: { buttons: [{ title: "Yes" }], elements: null, custom: [1], attachment: "a" },
      },
      { text: "x", data: { buttons: [{ title: "Yes" }], elements: null, custom: [1], attachment: "a" } },
    ],
    ["a time before 1970", { event: "restart", timestamp: -1.5 }, { timestamp: -1.5 }],
    [
      "a time and metadata of null",
      { event: "restart", timestamp: null, metadata: null },
      { event: "restart" },
    ],
    ["an old name of an event", { event: "form", name: "f" }, { event: "active_loop", name: "f" }],
    [
      "an old name of another",
      { event: "form_validation", validate: false },
      { event: "loop_interrupted", is_interrupted: true },
    ],
    [
      "an action with its defaults",
      { event: "action", name: "a" },
      { policy: null, confidence: null, hide_rule_turn: false },
    ],
    [
      "a reminder with its defaults",
      { event: "reminder", intent: "i", date_time: "t" },
      { entities: null, name: null, kill_on_user_msg: true },
    ],
    [
      "a reminder that recurs, which a message does not end",
      { event: "reminder", intent: "i", date_time: "t", cron: "0 9 * * *", time_zone: "UTC", count: 2 },
      { cron: "0 9 * * *", time_zone: "UTC", count: 2, kill_on_user_msg: false },
    ],
    [
      "a reminder that is put off",
      { event: "snooze_reminder", name: "call", for: 600 },
      { name: "call", for: 600 },
    ],
  ])("is read: %s", (_, event, expected) => {
    expect(parseEvent(event)).toMatchObject(expected);
  });

  it.each<[string, JsonValue]>([
    ["/", "restart"],
    ["/event", {}],
    ["/event", { event: "party" }],
    ["/event", { event: "constructor" }],
    ["/timestamp", { event: "restart", timestamp: "now" }],
    ["/timestamp", { event: "restart", timestamp: 1e300 }],
    ["/timestamp", { event: "restart", timestamp: -8.7e12 }],
    ["/metadata", { event: "restart", metadata: [] }],
    ["/text", { event: "user", text: 5 }],
    ["/parse_data", user("greet")],
    ["/parse_data", user([])],
    ["/parse_data/intent", user({ intent: null })],
    ["/parse_data/intent", user({ intent: "greet" })],
    ["/parse_data/intent", user({ intent: [] })],
    ["/parse_data/intent/name", user({ intent: { name: 5 } })],
    ["/parse_data/intent/confidence", user({ intent: { name: "greet", confidence: "high" } })],
    [
      "/parse_data/intent/confidence",
      user({ intent: { name: "greet", confidence: Number.POSITIVE_INFINITY } }),
    ],
    ["/parse_data/intent_ranking", user({ intent_ranking: 5 })],
    ["/parse_data/intent_ranking/1", user({ intent_ranking: [{ name: "greet" }, "greet"] })],
    ["/parse_data/intent_ranking/0/name", user({ intent_ranking: [{ name: {} }] })],
    ["/parse_data/response_selector", user({ response_selector: 5 })],
    ["/parse_data/text_tokens", user({ text_tokens: "0-2" })],
    ["/parse_data/text_tokens/0", user({ text_tokens: [0] })],
    ["/parse_data/entities", user({ entities: {} })],
    ["/parse_data/entities/0/value", user({ entities: [{ entity: "city" }] })],
    ["/parse_data/entities/0/role", user({ entities: [{ entity: "city", value: "Rome", role: 1 }] })],
    ["/parse_data/entities/0/start", user({ entities: [{ entity: "city", value: "Rome", start: "0" }] })],
    ["/entities/0", { event: "entities", entities: [5] }],
    ["/data", { event: "bot", data: "x" }],
    ["/data/buttons", { event: "bot", data: { buttons: 5 } }],
    ["/data/buttons/0", { event: "bot", data: { buttons: ["Yes"] } }],
    ["/data/elements", { event: "bot", data: { elements: {} } }],
    ["/data/image", { event: "bot", data: { image: {} } }],
    ["/value", { event: "slot", name: "city" }],
    ["/name", { event: "slot", value: 1 }],
    ["/name", { event: "followup" }],
    ["/hide_rule_turn", { event: "action", name: "a", hide_rule_turn: "no" }],
    ["/confidence", { event: "action", name: "a", confidence: "1" }],
    ["/confidence", parseJson('{"event":"action","name":"a","confidence":1e999}')],
    ["/entities", { event: "reminder", intent: "i", date_time: "t", entities: 5 }],
    ["/date_time", { event: "reminder", intent: "i" }],
    ["/expires_after", { event: "reminder", intent: "i", date_time: "t", expires_after: "1" }],
    ["/every", { event: "reminder", intent: "i", date_time: "t", every: [] }],
    ["/for", { event: "snooze_reminder", name: "call" }],
  ])("is refused because of %s: %j", (parameter, event) => {
    expect(() => parseEvent(event)).toThrow(
      expect.objectContaining({
        code: "conversation/bad-event",
        details: { parameter, in: "body" },
      }) as Error,
    );
  });

  it("is named by its place in a list", () => {
    expect(() => parseEvents([{ event: "restart" }, user({ intent: 5 })], "/events")).toThrow(
      expect.objectContaining({ details: { parameter: "/events/1/parse_data/intent", in: "body" } }) as Error,
    );
    expect(() => parseEvents({})).toThrow(
      expect.objectContaining({ code: "conversation/bad-event" }) as Error,
    );
  });
});
