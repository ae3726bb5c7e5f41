import { describe, expect, it } from "vitest";
import { parseEntityArguments } from "../../src/cli/entity-arguments.ts";

describe("entities on the command line", () => {
  it.each([
    ["plant=Orchid", { entity: "plant", value: "Orchid" }],
    ["plant=", { entity: "plant", value: "" }],
    ["sum=a=b", { entity: "sum", value: "a=b" }],
    ["url=http://x:=1", { entity: "url", value: "http://x:=1" }],
    ["amount:=3", { entity: "amount", value: 3 }],
    ['items:=["a",null]', { entity: "items", value: ["a", null] }],
    ['name:="text"', { entity: "name", value: "text" }],
    ["note=two\nlines", { entity: "note", value: "two\nlines" }],
    ["__proto__=x", { entity: "__proto__", value: "x" }],
  ])("reads %s", (text, entity) => {
    expect(parseEntityArguments([text])).toEqual([entity]);
  });

  it.each([
    ["plant", "'plant' is no entity"],
    ["=Orchid", "'=Orchid' is no entity"],
    [":=1", "':=1' is no entity"],
    ["amount:=three", "not JSON"],
    ["amount:=", "not JSON"],
  ])("refuses %s", (text, message) => {
    expect(() => parseEntityArguments([text])).toThrow(message);
  });
});
