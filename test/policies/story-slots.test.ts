import { describe, expect, it } from "vitest";
import type { JsonValue } from "../../src/base/index.ts";
import type { Domain, SlotDefinition, SlotMapping } from "../../src/domain/index.ts";
import { MUST_BE_UNSET } from "../../src/policies/features.ts";
import { createStorySlots } from "../../src/policies/story-slots.ts";
import { exampleDomain } from "../fixtures/example-domain.ts";

const fromCity: SlotMapping = { type: "from_entity", entity: "city" };

function domainOf(...slots: readonly (Partial<SlotDefinition> & { readonly name: string })[]): Domain {
  const definitions = slots.map((given): [string, SlotDefinition] => [
    given.name,
    {
      type: "text",
      influenceConversation: true,
      initialValue: null,
      mappings: [fromCity],
      isBuiltIn: false,
      ...given,
    },
  ]);
  return { ...exampleDomain, slots: new Map(definitions) };
}

const rome = { entity: "city", value: "Rome" };
const oslo = { entity: "city", value: "Oslo" };

describe("the slots on the way through a story", () => {
  it.each<[SlotDefinition["type"], JsonValue | undefined]>([
    ["text", undefined],
    ["list", undefined],
    ["bool", undefined],
    ["float", undefined],
    ["text", "Rome"],
  ])("of type %s are set by a step with the value %j", (type, value) => {
    const slots = createStorySlots(domainOf({ name: "a", type, minValue: 0, maxValue: 1 }), false);
    slots.set([{ name: "a", ...(value !== undefined && { value }) }]);
    expect(slots.features.get("a")?.length).toBeGreaterThan(0);
    expect(slots.hold([{ name: "a" }])).toBe(true);
  });

  it("are not seen when they do not influence the conversation, but are remembered", () => {
    const slots = createStorySlots(domainOf({ name: "a", influenceConversation: false }), false);
    slots.set([{ name: "a", value: "Rome" }]);
    expect(slots.features.size).toBe(0);
    expect(slots.hold([{ name: "a", value: "Rome" }])).toBe(true);
    expect(slots.hold([{ name: "a", value: "Oslo" }])).toBe(false);
  });

  it("set to null are gone in a story, and must not be set in a rule", () => {
    for (const isRule of [true, false]) {
      const slots = createStorySlots(domainOf({ name: "a" }), isRule);
      slots.set([
        { name: "a", value: "Rome" },
        { name: "a", value: null },
      ]);
      expect(slots.features.get("a")).toBe(isRule ? MUST_BE_UNSET : undefined);
      expect(slots.hold([{ name: "a" }])).toBe(false);
      expect(slots.hold([{ name: "a", value: null }])).toBe(true);
    }
  });

  it.each<[string, Partial<SlotDefinition>, JsonValue]>([
    ["the last of the entities", {}, "Oslo"],
    ["all of them when they are lists", { type: "list" }, ["Rome", "Oslo"]],
    ["nothing from mappings of another role", { mappings: [{ ...fromCity, role: "to" }] }, null],
    [
      "nothing from mappings within forms",
      { mappings: [{ ...fromCity, conditions: [{ activeLoop: "f" }] }] },
      null,
    ],
    ["nothing from the text", { mappings: [{ type: "from_text" }] }, null],
  ])("take %s", (_, definition, value) => {
    const slots = createStorySlots(domainOf({ name: "a", ...definition }), false);
    slots.fillFrom([rome, oslo]);
    expect(slots.hold([{ name: "a", value }])).toBe(true);
  });

  it("take no entities when the domain does not store them", () => {
    const slots = createStorySlots({ ...domainOf({ name: "a" }), storeEntitiesAsSlots: false }, false);
    slots.fillFrom([rome]);
    expect(slots.hold([{ name: "a" }])).toBe(false);
  });
});
