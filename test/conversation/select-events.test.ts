import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  applyEvents,
  type ConversationEvent,
  createTracker,
  selectEvents,
} from "../../src/conversation/index.ts";
import { exampleDomain } from "../fixtures/example-domain.ts";

const user = (text: string): ConversationEvent => ({
  event: "user",
  text,
  parse_data: { text, intent: { name: "greet" }, entities: [] },
  input_channel: null,
  message_id: null,
});
const action = (name: string): ConversationEvent => ({
  event: "action",
  name,
  policy: null,
  confidence: null,
  action_text: null,
  hide_rule_turn: false,
});
const slot = (value: string): ConversationEvent => ({ event: "slot", name: "city", value });
const listen = action("action_listen");
const hello = action("utter_hello");
const form = action("table_form");
const loop: ConversationEvent = { event: "active_loop", name: "table_form" };
const [restart, session, rewind, undo] = (["restart", "session_started", "rewind", "undo"] as const).map(
  (event): ConversationEvent => ({ event }),
) as [ConversationEvent, ConversationEvent, ConversationEvent, ConversationEvent];

describe("the events that are shown", () => {
  const [one, two] = [user("one"), user("two")];

  it.each<[string, readonly ConversationEvent[], readonly ConversationEvent[]]>([
    ["all of a session", [listen, one, hello, listen], [listen, one, hello, listen]],
    ["those since a restart", [one, hello, restart, two], [two]],
    ["those since the session started", [one, restart, session, listen, two], [listen, two]],
    [
      "none of a turn that was taken back",
      [listen, one, slot("a"), hello, listen, two, rewind],
      [listen, one, slot("a"), hello],
    ],
    ["none of an action that was taken back", [listen, one, hello, slot("a"), undo], [listen, one]],
    ["nothing when more is taken back than there is", [one, rewind, undo, undo], []],
    [
      "one run of a form whose question was answered",
      [one, form, loop, listen, two, slot("a"), form],
      [one, form, loop, slot("a")],
    ],
    [
      "both runs of a form that something else was said in",
      [one, form, loop, listen, two, hello, form, listen],
      [one, form, loop, listen, two, hello, form, listen],
    ],
  ])("as applied are %s", (_, events, applied) => {
    expect(selectEvents(events, "APPLIED")).toEqual(applied);
  });

  it("after a restart go back over sessions, and all are all", () => {
    const events = [one, restart, session, two, session, hello];
    expect(selectEvents(events, "AFTER_RESTART")).toEqual([session, two, session, hello]);
    expect(selectEvents(events, "ALL")).toEqual(events);
    expect(selectEvents([one, session], "AFTER_RESTART")).toEqual([one, session]);
  });

  it("as applied are those the policies see", () => {
    const any = fc.constantFrom(
      ...[one, two, listen, hello, form, loop, slot("a"), restart, session, rewind, undo],
      { event: "active_loop", name: null } as const,
      { event: "action_execution_rejected", name: "table_form", policy: null, confidence: null } as const,
    );
    fc.assert(
      fc.property(fc.array(any, { maxLength: 40 }), (events) => {
        // That a form is one is known of from its first activation on.
        const all = [loop, ...events];
        const { recentEvents } = applyEvents(createTracker("c", exampleDomain), all);
        expect(selectEvents(all, "APPLIED")).toEqual(recentEvents.toArray());
      }),
      { numRuns: 500 },
    );
  });
});
