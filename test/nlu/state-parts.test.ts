import { describe, expect, it } from "vitest";
import type { JsonValue } from "../../src/base/index.ts";
import { joinStates, partOf } from "../../src/nlu/state-parts.ts";

const numbers = (...values: readonly number[]) => Float32Array.from(values);

describe("the states of parts", () => {
  const joined = joinStates({
    one: { json: { a: 1 }, arrays: { x: numbers(1) } },
    "one-more": { json: null, arrays: { x: numbers(2), y: numbers(3) } },
    none: null,
  });

  it("come back as they were, each with its own arrays", () => {
    expect(partOf(joined, "one")).toEqual({ json: { a: 1 }, arrays: { x: numbers(1) } });
    expect(partOf(joined, "one-more")).toEqual({ json: null, arrays: { x: numbers(2), y: numbers(3) } });
    expect(partOf(joined, "none")).toBeNull();
  });

  it.each<[string, JsonValue]>([
    ["is not there", {}],
    ["is a number", { part: 7 }],
    ["is a text", { part: "state" }],
    ["is in no object", "part"],
    ["is in nothing", null],
  ])("are refused when a part %s", (_, json) => {
    expect(() => partOf({ json, arrays: {} }, "part")).toThrow(TypeError);
  });
});
