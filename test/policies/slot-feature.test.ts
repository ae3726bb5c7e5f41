import { describe, expect, it } from "vitest";
import type { SlotDefinition } from "../../src/domain/index.ts";
import { slotFeature } from "../../src/policies/features.ts";

describe("the feature of a categorical slot", () => {
  const slot = {
    name: "size",
    type: "categorical",
    influenceConversation: true,
    values: ["1", "small"],
  } as unknown as SlotDefinition;

  it.each([
    ["Small", [0, 1, 0]],
    [1, [1, 0, 0]],
    ["huge", [0, 0, 1]],
    // Whatever an action or a device put there; String() would throw, in this and every later turn.
    [{ toString: 1, valueOf: 1 }, [0, 0, 1]],
  ])("of %j is %j", (value, feature) => {
    expect(slotFeature(slot, value)).toEqual(feature);
  });
});
