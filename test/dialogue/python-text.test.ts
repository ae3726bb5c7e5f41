import { describe, expect, it } from "vitest";
import type { JsonValue } from "../../src/base/index.ts";
import { toPythonText } from "../../src/dialogue/python-text.ts";

describe("a value in a response", () => {
  it.each<[JsonValue, string]>([
    ["a text as it is: 'quoted'\n", "a text as it is: 'quoted'\n"],
    [null, "None"],
    [true, "True"],
    [false, "False"],
    [3, "3"],
    [0.5, "0.5"],
    [[], "[]"],
    [["a", 1, null, [true]], "['a', 1, None, [True]]"],
    [{ city: "Rome", people: 2 }, "{'city': 'Rome', 'people': 2}"],
    [{}, "{}"],
    [["it's"], `["it's"]`],
    [[`"it's"`], `['"it\\'s"']`],
    [["a\\b"], "['a\\\\b']"],
    [["a\nb\tc\rd\u0000\u007f"], "['a\\nb\\tc\\rd\\x00\\x7f']"],
    [["é 😀"], "['é 😀']"],
  ])("is written as Python writes it: %j", (value, text) => {
    expect(toPythonText(value)).toBe(text);
  });
});
