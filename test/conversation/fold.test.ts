import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonValue } from "../../src/base/index.ts";
import {
  applyEvents,
  type ConversationEvent,
  createTracker,
  type Tracker,
  trackerFromSnapshot,
  trackerToJson,
  trackerToSnapshot,
} from "../../src/conversation/index.ts";
import { pickState } from "../../src/conversation/state.ts";
import { exampleDomain } from "../fixtures/example-domain.ts";

let time = 0;
function user(text: string, intent = "greet"): ConversationEvent {
  time += 1;
  return {
    event: "user",
    text,
    parse_data: { text, intent: { name: intent }, entities: [] },
    input_channel: "rest",
    message_id: null,
    timestamp: time,
  };
}
function action(name: string): ConversationEvent {
  return { event: "action", name, policy: null, confidence: 1, action_text: null, hide_rule_turn: false };
}
function slot(name: string, value: JsonValue): ConversationEvent {
  return { event: "slot", name, value };
}
const simple = (
  event: "session_started" | "restart" | "rewind" | "undo" | "reset_slots" | "pause" | "resume",
): ConversationEvent => ({
  event,
});

const anyEvent: fc.Arbitrary<ConversationEvent> = fc.oneof(
  fc.constantFrom("hi", "bye").map((text) => user(text)),
  fc.constantFrom("action_listen", "utter_hello", "table_form").map(action),
  fc
    .tuple(fc.constantFrom("city", "colours", "unknown"), fc.constantFrom<JsonValue>("Rome", null, 1))
    .map(([name, value]) => slot(name, value)),
  fc.constantFrom(
    simple("session_started"),
    simple("restart"),
    simple("rewind"),
    simple("undo"),
    simple("reset_slots"),
    simple("pause"),
    simple("resume"),
  ),
  fc.constantFrom<ConversationEvent>(
    { event: "active_loop", name: "table_form" },
    { event: "active_loop", name: null },
    { event: "action_execution_rejected", name: "table_form", policy: null, confidence: null },
    { event: "loop_interrupted", is_interrupted: true },
    { event: "followup", name: "utter_hello" },
  ),
);

function visible(tracker: Tracker): unknown {
  const { base: _, ...rest } = tracker;
  const { recentEvents, history, steps } = tracker;
  const lists = { recentEvents: [...recentEvents], history: [...history], steps: [...steps] };
  return {
    ...rest,
    ...lists,
    slots: [...tracker.slots],
    json: trackerToJson(tracker, tracker.recentEvents.toArray()),
  };
}

const start = (): Tracker => createTracker("c", exampleDomain);

describe("the fold of events", () => {
  it("gives the same in two halves as at once", () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 60 }), fc.nat(60), (events, cut) => {
        const halves = applyEvents(applyEvents(start(), events.slice(0, cut)), events.slice(cut));
        expect(visible(halves)).toEqual(visible(applyEvents(start(), events)));
      }),
    );
  });

  it("goes on from a snapshot as if there had been none", () => {
    fc.assert(
      fc.property(
        fc.array(anyEvent, { maxLength: 60 }),
        fc.array(anyEvent, { maxLength: 20 }),
        (before, after) => {
          const tracker = applyEvents(start(), before);
          const stored = JSON.parse(JSON.stringify(trackerToSnapshot(tracker))) as JsonValue;
          const restored = trackerFromSnapshot(stored, exampleDomain);
          const slots = (value: Tracker): unknown => [...applyEvents(value, after).slots];
          expect(trackerToJson(restored, null)).toEqual(
            JSON.parse(JSON.stringify(trackerToJson(tracker, null))),
          );
          expect(slots(restored)).toEqual(slots(tracker));
          const { steps: _, stepsAreComplete: __, ...state } = pickState(tracker);
          expect(pickState(restored)).toMatchObject(state);
        },
      ),
    );
  });

  it("stays bounded, however long the conversation", () => {
    let tracker = start();
    const sizeAt = (turns: number): number => {
      for (let turn = 0; turn < turns; turn++) {
        tracker = applyEvents(tracker, [
          user("hi"),
          slot("city", `c${turn}`),
          action("utter_hello"),
          action("action_listen"),
        ]);
      }
      return JSON.stringify(trackerToSnapshot(tracker)).length;
    };
    const after1000 = sizeAt(1_000);
    expect(sizeAt(9_000)).toBeLessThan(after1000 * 1.2);
    expect(tracker.slots.get("city")).toBe("c8999");
  });

  it("takes back the latest turn with its slots, and only it", () => {
    const turn = (value: string): ConversationEvent[] => [
      user(value),
      slot("city", value),
      action("utter_hello"),
      action("action_listen"),
    ];
    const tracker = applyEvents(start(), [
      action("action_listen"),
      ...turn("one"),
      ...turn("two"),
      simple("rewind"),
    ]);
    expect(tracker.slots.get("city")).toBe("one");
    expect(tracker.latestMessage?.text).toBe("one");
  });

  it("wraps a single value of a list slot, and ignores slots the domain does not have", () => {
    const tracker = applyEvents(start(), [
      slot("colours", "red"),
      slot("__proto__", "x"),
      slot("unknown", 1),
    ]);
    expect(tracker.slots.get("colours")).toEqual(["red"]);
    expect([...tracker.slots.keys()]).toEqual(["city", "colours"]);
  });

  it("keeps one run of a form on its happy path in the steps, and all of it in the conversation", () => {
    const tracker = applyEvents(start(), [
      action("action_listen"),
      user("book", "book"),
      action("table_form"),
      { event: "active_loop", name: "table_form" },
      action("action_listen"),
      user("Rome", "inform"),
      slot("city", "Rome"),
      action("table_form"),
    ]);
    expect(tracker.steps.toArray().map((step) => step.action)).toEqual(["action_listen", "table_form"]);
    expect(tracker.latestMessage?.text).toBe("Rome");
    expect(tracker.situation.user?.text).toBe("book");
    expect(tracker.slots.get("city")).toBe("Rome");
  });
});
