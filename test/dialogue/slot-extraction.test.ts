import { describe, expect, it } from "vitest";
import type { JsonValue } from "../../src/base/index.ts";
import type { ConversationEvent } from "../../src/conversation/index.ts";
import type { ActionResult } from "../../src/dialogue/index.ts";
import { extractSlots } from "../../src/dialogue/slot-extraction.ts";
import type { Domain, SlotDefinition, SlotMapping } from "../../src/domain/index.ts";
import { exampleDomain } from "../fixtures/example-domain.ts";
import { said, scopeOf } from "./scope.ts";

type Slots = Readonly<Record<string, readonly SlotMapping[] | { readonly list: readonly SlotMapping[] }>>;

function domainOf(slots: Slots, actions: readonly string[] = []): Domain {
  const definitions = Object.entries(slots).map(([name, given]): [string, SlotDefinition] => {
    const [type, mappings] = "list" in given ? (["list", given.list] as const) : (["text", given] as const);
    return [
      name,
      { name, type, mappings, influenceConversation: false, initialValue: null, isBuiltIn: false },
    ];
  });
  const requested: SlotDefinition = {
    name: "requested_slot",
    type: "text",
    mappings: [],
    influenceConversation: false,
    initialValue: null,
    isBuiltIn: true,
  };
  return { ...exampleDomain, actions, slots: new Map([...definitions, ["requested_slot", requested]]) };
}

const done = (events: readonly ConversationEvent[], text?: string): ActionResult => ({
  status: "done",
  events,
  responses: text === undefined ? [] : [{ text }],
});
const slot = (name: string, value: JsonValue): ConversationEvent => ({ event: "slot", name, value });
const form: ConversationEvent = { event: "active_loop", name: "table_form" };
const inForm = [{ activeLoop: "table_form" }];
const cities = said("inform", {
  text: "Rome or Oslo",
  entities: [
    { entity: "city", value: "Rome" },
    { entity: "city", value: "Oslo" },
  ],
});

describe("slots filled from a message", () => {
  it.each<[string, Slots, readonly ConversationEvent[], Readonly<Record<string, JsonValue>>]>([
    [
      "the last of several entities",
      { a: [{ type: "from_entity", entity: "city" }] },
      [cities],
      { a: "Oslo" },
    ],
    [
      "all of them in a list",
      { a: { list: [{ type: "from_entity", entity: "city" }] } },
      [cities],
      { a: ["Rome", "Oslo"] },
    ],
    ["nothing from another role", { a: [{ type: "from_entity", entity: "city", role: "to" }] }, [cities], {}],
    ["the text", { a: [{ type: "from_text" }] }, [cities], { a: "Rome or Oslo" }],
    [
      "no text that nobody wrote",
      { a: [{ type: "from_text" }] },
      [{ ...cities, metadata: { is_external: true } }],
      {},
    ],
    [
      "a value for an intent",
      { a: [{ type: "from_intent", intent: ["inform"], value: true }] },
      [cities],
      { a: true },
    ],
    [
      "nothing for another intent",
      { a: [{ type: "from_intent", intent: ["book"], value: true }] },
      [cities],
      {},
    ],
    [
      "nothing for an intent that is left out",
      { a: [{ type: "from_text", notIntent: ["inform"] }] },
      [cities],
      {},
    ],
    [
      "the first mapping that gives something",
      {
        a: [
          { type: "from_entity", entity: "none" },
          { type: "from_text" },
          { type: "from_intent", value: 1 },
        ],
      },
      [cities],
      { a: "Rome or Oslo" },
    ],
    [
      "nothing outside of the form a mapping is for",
      { a: [{ type: "from_text", conditions: inForm }] },
      [cities],
      {},
    ],
    [
      "something within it",
      { a: [{ type: "from_text", conditions: inForm }] },
      [form, cities],
      { a: "Rome or Oslo" },
    ],
    [
      "only the slot that was asked for",
      {
        a: [{ type: "from_text", conditions: [{ activeLoop: "table_form", requestedSlot: "a" }] }],
        b: [{ type: "from_text", conditions: [{ activeLoop: "table_form", requestedSlot: "b" }] }],
      },
      [form, slot("requested_slot", "b"), cities],
      { b: "Rome or Oslo" },
    ],
    ["nothing before the first message", { a: [{ type: "from_text" }] }, [], {}],
    [
      "what a form's trigger says, when it starts",
      { a: [{ type: "from_trigger_intent", intent: ["inform"], value: "yes" }] },
      [cities, form],
      { a: "yes" },
    ],
  ])("take %s", async (_, slots, events, expected) => {
    const extracted = await extractSlots(scopeOf(domainOf(slots), events));
    expect(extracted).toEqual(Object.entries(expected).map(([name, value]) => slot(name, value)));
  });

  it("take what a mapping's action sets, but not what it says; each action runs once", async () => {
    const custom: readonly SlotMapping[] = [{ type: "custom", action: "action_fill" }];
    const scope = scopeOf(domainOf({ a: custom, b: custom }), [cities], {
      action_fill: done([slot("b", 2), { event: "restart" }], "Filled."),
    });
    expect(await extractSlots(scope)).toEqual([slot("b", 2)]);
    expect(scope.ran).toEqual(["action_fill"]);
  });

  it("run no action whose condition does not hold", async () => {
    const scope = scopeOf(
      domainOf({ a: [{ type: "custom", action: "action_fill", conditions: inForm }] }),
      [cities],
      {
        action_fill: done([slot("a", 1)]),
      },
    );
    expect(await extractSlots(scope)).toEqual([]);
    expect(scope.ran).toEqual([]);
  });

  it("are validated by the domain's action, which may also speak; what it says nothing of stays", async () => {
    const domain = domainOf({ a: [{ type: "from_text" }], b: [{ type: "from_intent", value: 1 }] }, [
      "action_validate_slot_mappings",
    ]);
    const scope = scopeOf(domain, [cities], {
      action_validate_slot_mappings: done([slot("a", null), { event: "pause" }], "No such city."),
    });
    expect(await extractSlots(scope)).toEqual([
      expect.objectContaining({ event: "bot", text: "No such city." }),
      slot("a", null),
      slot("b", 1),
    ]);
  });

  it.each<[ActionResult["status"], ActionResult]>([
    ["rejected", { status: "rejected" }],
    ["failed", { status: "failed", reason: "broken" }],
  ])("stay as they are when the validation is %s", async (status, result) => {
    const domain = domainOf({ a: [{ type: "from_text" }] }, ["action_validate_slot_mappings"]);
    const scope = scopeOf(domain, [cities], { action_validate_slot_mappings: result });
    expect(await extractSlots(scope)).toEqual([slot("a", "Rome or Oslo")]);
    expect(scope.failed).toEqual(status === "failed" ? ["action_validate_slot_mappings"] : []);
  });
});
