import { describe, expect, it } from "vitest";
import type { ConversationEvent } from "../../src/conversation/index.ts";
import type { ActionResult } from "../../src/dialogue/index.ts";
import { runTwoStageFallback } from "../../src/dialogue/two-stage-fallback.ts";
import type { Domain } from "../../src/domain/index.ts";
import { exampleDomain } from "../fixtures/example-domain.ts";
import { said, scopeOf } from "./scope.ts";

const LOOP = "action_two_stage_fallback";
const begins: ConversationEvent = { event: "active_loop", name: LOOP };
const ends: ConversationEvent = { event: "active_loop", name: null };
const fallback = said("nlu_fallback", { text: "mumble" });
const denied = said("out_of_scope");

const domain: Domain = {
  ...exampleDomain,
  responses: new Map([
    ["utter_ask_rephrase", [{ content: { text: "Say it again." } }]],
    ["utter_default", [{ content: { text: "I give up." } }]],
  ]),
};

/** The events of a run in short: what is said as its text, the rest by type and name. */
async function run(
  events: readonly ConversationEvent[],
  {
    own = {},
    of = domain,
  }: { readonly own?: Readonly<Record<string, ActionResult>>; readonly of?: Domain } = {},
) {
  const scope = scopeOf({ ...of, actions: Object.keys(own) }, events, own);
  const outcome = await runTwoStageFallback(scope);
  if (outcome.status !== "done") return outcome.status;
  return outcome.events.map((event) => {
    if (event.event === "bot" || event.event === "user") return event.text;
    return "name" in event ? `${event.event} ${event.name}` : event.event;
  });
}

describe("the two-stage fallback", () => {
  it.each<[string, readonly ConversationEvent[], readonly string[]]>([
    ["asks what was meant, first of all", [fallback], [`active_loop ${LOOP}`, "Did you mean 'book'?"]],
    ["asks to rephrase once that is denied", [fallback, begins, denied], ["Say it again."]],
    [
      "asks what was meant again when a rephrased message is not understood",
      [fallback, begins, denied, fallback],
      ["Did you mean 'book'?"],
    ],
    [
      "gives up after a second denial",
      [fallback, begins, denied, fallback, denied],
      ["active_loop null", "I give up.", "rewind"],
    ],
    [
      "gives up when an answer is not understood",
      [fallback, begins, fallback],
      ["active_loop null", "I give up.", "rewind"],
    ],
    [
      "ends with the message that was meant",
      [fallback, begins, said("book")],
      ["active_loop null", "rewind", "action action_listen", "book"],
    ],
    [
      "begins and ends at once when the message is clear",
      [said("book")],
      [`active_loop ${LOOP}`, "active_loop null", "rewind", "action action_listen", "book"],
    ],
    [
      "begins anew in a later turn",
      [fallback, begins, said("book"), ends, fallback],
      [`active_loop ${LOOP}`, "Did you mean 'book'?"],
    ],
  ])("%s", async (_, events, expected) => {
    expect(await run(events)).toEqual(expected);
  });

  it("offers the likeliest intent and a way to deny it", async () => {
    const outcome = await runTwoStageFallback(scopeOf(domain, [fallback]));
    expect(outcome).toMatchObject({
      events: [
        begins,
        {
          data: {
            buttons: [
              { title: "Yes", payload: "/book" },
              { title: "No", payload: "/out_of_scope" },
            ],
          },
        },
      ],
    });
  });

  it("is sure of a message that was confirmed, and keeps its entities", async () => {
    const confirmed = said("book", { entities: [{ entity: "city", value: "Rome" }] });
    const outcome = await runTwoStageFallback(
      scopeOf(domain, [fallback, begins, { ...confirmed, timestamp: 5 }]),
    );
    if (outcome.status !== "done") throw new Error(outcome.status);
    const repeated = outcome.events.at(-1);
    expect(repeated).toMatchObject({
      parse_data: { intent: { name: "book", confidence: 1 }, entities: [{ entity: "city", value: "Rome" }] },
    });
    expect(repeated).not.toHaveProperty("timestamp");
  });

  it("says nothing where the domain has no words for it", async () => {
    expect(await run([fallback, begins, denied], { of: exampleDomain })).toEqual([]);
    expect(await run([fallback, begins, fallback], { of: exampleDomain })).toEqual([
      "active_loop null",
      "rewind",
    ]);
  });

  it.each<[string, string, readonly ConversationEvent[], readonly string[]]>([
    ["to affirm", "action_default_ask_affirmation", [fallback], [`active_loop ${LOOP}`, "Mine."]],
    ["to rephrase", "action_default_ask_rephrase", [fallback, begins, denied], ["Mine."]],
    ["to give up", "action_default_fallback", [fallback, begins, fallback], ["active_loop null", "Mine."]],
  ])("runs the domain's own action %s", async (_, name, events, expected) => {
    const done: ActionResult = { status: "done", events: [], responses: [{ text: "Mine." }] };
    expect(await run(events, { own: { [name]: done } })).toEqual(expected);
    expect(await run(events, { own: { [name]: { status: "rejected" } } })).toBe("rejected");
    expect(await run(events, { own: { [name]: { status: "failed", reason: "x" } } })).toBe("failed");
  });
});
