import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonValue } from "../../src/base/index.ts";
import {
  applyEvents,
  type ConversationEvent,
  createTracker,
  type EventType,
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
  event:
    | "session_started"
    | "restart"
    | "rewind"
    | "undo"
    | "reset_slots"
    | "pause"
    | "resume"
    | "opt_out"
    | "opt_in",
): ConversationEvent => ({
  event,
});

/** Events of every type: a new one is a compile error until it is here. */
const eventsOf: Readonly<Record<EventType, fc.Arbitrary<ConversationEvent>>> = {
  user: fc.constantFrom("hi", "bye").map((text) => user(text)),
  bot: fc.constantFrom<ConversationEvent>({ event: "bot", text: "Hi.", data: {} }),
  agent: fc.constantFrom<ConversationEvent>({ event: "agent", text: "I am human.", data: null }),
  action: fc.constantFrom("action_listen", "utter_hello", "table_form").map(action),
  action_execution_rejected: fc.constantFrom<ConversationEvent>({
    event: "action_execution_rejected",
    name: "table_form",
    policy: null,
    confidence: null,
  }),
  user_featurization: fc
    .boolean()
    .map((useText) => ({ event: "user_featurization", use_text_for_featurization: useText })),
  entities: fc.constantFrom<ConversationEvent>({
    event: "entities",
    entities: [{ entity: "city", value: "Rome" }],
  }),
  slot: fc
    .tuple(fc.constantFrom("city", "colours", "unknown"), fc.constantFrom<JsonValue>("Rome", null, 1))
    .map(([name, value]) => slot(name, value)),
  reset_slots: fc.constant(simple("reset_slots")),
  active_loop: fc.constantFrom<ConversationEvent>(
    { event: "active_loop", name: "table_form" },
    { event: "active_loop", name: null },
  ),
  loop_interrupted: fc
    .boolean()
    .map((isInterrupted) => ({ event: "loop_interrupted", is_interrupted: isInterrupted })),
  session_started: fc.constant(simple("session_started")),
  restart: fc.constant(simple("restart")),
  rewind: fc.constant(simple("rewind")),
  undo: fc.constant(simple("undo")),
  followup: fc.constant<ConversationEvent>({ event: "followup", name: "utter_hello" }),
  pause: fc.constant(simple("pause")),
  resume: fc.constant(simple("resume")),
  export: fc.constant<ConversationEvent>({ event: "export", path: null }),
  reminder: fc.constant<ConversationEvent>({
    event: "reminder",
    intent: "EXTERNAL_call",
    entities: null,
    date_time: "2026-01-01T00:00:00Z",
    name: "call",
    kill_on_user_msg: true,
  }),
  cancel_reminder: fc.constant<ConversationEvent>({ event: "cancel_reminder", name: "call" }),
  snooze_reminder: fc.constant<ConversationEvent>({ event: "snooze_reminder", name: "call", for: "10m" }),
  subscribe: fc.constant<ConversationEvent>({ event: "subscribe", topic: "plants" }),
  unsubscribe: fc.constantFrom<ConversationEvent>(
    { event: "unsubscribe", topic: "plants" },
    { event: "unsubscribe", topic: null },
  ),
  opt_out: fc.constant(simple("opt_out")),
  opt_in: fc.constant(simple("opt_in")),
  take_address: fc.constant<ConversationEvent>({ event: "take_address", name: "greenhouse-3" }),
};

const anyEvent = fc.oneof(...Object.values(eventsOf));

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

/** What a tracker is at, as JSON: all but the steps of long ago, which a snapshot leaves out. */
function folded(tracker: Tracker): unknown {
  const { steps: _, stepsAreComplete: __, ...state } = pickState(tracker);
  return JSON.parse(
    JSON.stringify({ ...state, slots: [...tracker.slots], json: trackerToJson(tracker, null) }),
  );
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
          expect(folded(restored)).toEqual(folded(tracker));
          expect(folded(applyEvents(restored, after))).toEqual(folded(applyEvents(tracker, after)));
        },
      ),
    );
  });

  it("goes on alike when its window has slid, and what is taken back then is what was said last", () => {
    // Without what empties the window, or takes back as much as is said; with loops, or without.
    const { session_started: _, restart: __, rewind: ___, undo: ____, ...lasting } = eventsOf;
    const { active_loop: _____, action_execution_rejected: ______, ...calm } = lasting;
    const many = (least: number, most: number) =>
      fc.oneof(
        ...[lasting, calm].map((events) =>
          fc.array(fc.oneof(...Object.values<fc.Arbitrary<ConversationEvent>>(events)), {
            minLength: least,
            maxLength: most,
          }),
        ),
      );
    const taken = fc.array(fc.constantFrom(simple("rewind"), simple("undo")), { maxLength: 5 });
    let slid = 0;
    fc.assert(
      fc.property(many(250, 700), many(0, 700), taken, (before, after, takenBack) => {
        const tracker = applyEvents(start(), [...before, ...takenBack]);
        const stored = JSON.parse(JSON.stringify(trackerToSnapshot(tracker))) as JsonValue;
        // A restored tracker folds what slides out of its window anew.
        const restored = trackerFromSnapshot(stored, exampleDomain);
        const [live, anew] = [tracker, restored].map((from) =>
          applyEvents(applyEvents(from, after), takenBack),
        );
        expect(folded(anew as Tracker)).toEqual(folded(live as Tracker));
        if (tracker.recentEvents.length < before.length) slid++;
      }),
      { numRuns: 60 },
    );
    expect(slid).toBeGreaterThan(10);
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
