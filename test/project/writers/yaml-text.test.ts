import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonValue } from "../../../src/base/index.ts";
import { toYaml } from "../../../src/project/writers/index.ts";
import { toJson } from "../../../src/project/yaml/nodes.ts";
import { parseYaml } from "../../../src/project/yaml/parse-yaml.ts";

/** What would be expanded in a plain scalar. */
const variable = "$".concat("{HOME}");

/** Texts that YAML could take for something else, beside arbitrary ones. */
const awkward = fc.constantFrom(
  ..."|~|null|Null|true|yes|no|on|1|1_000|0x1F|1e3|.5|-|- a|? a|: a|a: b|a:|a #b|#a|&a|*a|!a|%a|@a|`a|'a'|\"a\"|[a]|{a}|a, b".split(
    "|",
  ),
  ..."|<<|=|...|---|2020-01-01|12:30|$HOME|\\u0041|a\\u0041b|\\\\u0041|\\U0001F600| a|a |\ta|a\tb".split("|"),
  variable,
  "a\nb",
  "a\nb\n",
  "\na",
  "a\n\n",
  " a\nb",
  "a\n  \nb",
  "a\n b\n",
  "a\r\nb",
  "a\n# b\n",
  "\u0085\u2028\u2029\ufeff\ufffe",
  "\b\u0000\u007f\u009f",
  "é\\u0041",
  "😀",
  "|",
  ">-",
);

const text = fc.oneof(
  awkward,
  fc.string({ unit: "binary", maxLength: 30 }).filter((value) => !/\p{Cs}/u.test(value)),
  fc.string({ unit: fc.constantFrom(..."ab :#-'\"\n\t\\u0041{}[],&*!|>%@`😀é$~=?"), maxLength: 12 }),
);

const { tree: value } = fc.letrec<{ tree: JsonValue }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    text,
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("tree"), { maxLength: 4 }),
    fc.dictionary(text, tie("tree"), { maxKeys: 4 }),
  ),
}));

const read = (yaml: string) => {
  const { document, problems } = parseYaml("file.yml", yaml, { HOME: "expanded" });
  expect(problems).toEqual([]);
  return document.root === null ? null : JSON.parse(JSON.stringify(toJson(document.root)));
};

describe("toYaml", () => {
  it("writes what is read as the same value", () => {
    fc.assert(
      fc.property(value, (given) => {
        const plain = JSON.parse(JSON.stringify(given));
        expect(read(toYaml(plain))).toEqual(plain);
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ["a", "a\n"],
    ["", "''\n"],
    ["42", "'42'\n"],
    ["it's: so", "'it''s: so'\n"],
    ["2020-01-01", "'2020-01-01'\n"],
    [variable, `'${variable}'\n`],
    ["a\bb", '"a\\bb"\n'],
    [
      { nlu: [{ intent: "greet", examples: "- hi\n- hello\n" }] },
      "nlu:\n- intent: greet\n  examples: |\n    - hi\n    - hello\n",
    ],
    [{ a: [], b: {}, c: null, d: [[1, true]] }, "a: []\nb: {}\nc: null\nd:\n- - 1\n  - true\n"],
    [{ custom: { a: { b: [1] } } }, "custom:\n  a:\n    b:\n    - 1\n"],
    ["literal \\u0041", "# Every “\\u” below is meant as it stands.\nliteral \\u0041\n"],
    ["a\nb", '"a\\nb"\n'],
    ["a\nb\n", "|\n  a\n  b\n"],
  ])("lays out %j as Rasa does", (given, wanted) => {
    expect(toYaml(given)).toBe(wanted);
  });

  it("refuses numbers that project files cannot hold", () => {
    expect(() => toYaml(Number.POSITIVE_INFINITY)).toThrow(TypeError);
  });
});
