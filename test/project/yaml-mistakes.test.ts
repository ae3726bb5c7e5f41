import { describe, expect, it } from "vitest";
import { parseYaml } from "../../src/project/yaml/parse-yaml.ts";

/** `3:5-3:10 message hint` of the first problem. */
function problemOf(source: string): string {
  const { document, problems } = parseYaml("file.yml", source, {});
  const [problem] = problems;
  if (problem === undefined) return "none";
  const { line, column, endLine, endColumn } = document.position(problem.start, problem.end);
  return `${line}:${column}-${endLine}:${endColumn} ${problem.message} ${problem.hint}`;
}

describe("a text that YAML takes for something else", () => {
  it.each([
    ["{plant} is dry", "{", '"{plant} is dry"'],
    ["[hi] there", "[", '"[hi] there"'],
    ["@foo", "@", '"@foo"'],
    ["%foo", "%", '"%foo"'],
    ["`foo`", "`", '"`foo`"'],
    ["*bold* and more", "*", '"*bold* and more"'],
    ["& foo", "&", '"& foo"'],
    ["| foo", "|", '"| foo"'],
    ["- foo", "-", '"- foo"'],
    ["}foo  # why", "}", '"}foo"'],
    ['@"a" it\'s', "@", '"@\\"a\\" it\'s"'],
  ])("is shown in quotes: %s", (text, sign, quoted) => {
    expect(problemOf(`a:\n  - text: ${text}\nb: c\n`)).toBe(
      `2:11-2:${11 + text.replace(/ {2}#.*/, "").length} A text that begins with ${sign} must be put into quotes. Write \`- text: ${quoted}\`.`,
    );
  });

  it("says what an alias is where there is no anchor", () => {
    expect(problemOf("a: *foo\n")).toBe(
      "1:4-1:8 '*foo' stands for a value that is marked '&foo' above, but there is none. A text that begins with * must be put into quotes: `a: \"*foo\"`.",
    );
  });

  it.each([
    ['"Hi" there', '"', `'"Hi" there'`],
    ["'It's me'", "'", `"It's me"`],
    ['"He said "hi""', '"', `'He said "hi"'`],
  ])("has quotes that end too early: %s", (text, quote, quoted) => {
    expect(problemOf(`a:\n  - text: ${text}\n`)).toContain(
      `This text begins with ${quote}, so it ends at the next ${quote}. Put all of it into other quotes: \`- text: ${quoted}\`.`,
    );
  });

  it("has a backslash that is no escape", () => {
    expect(problemOf('a: "C:\\path"\n')).toBe(
      "1:7-1:9 '\\p' is no escape of a text in double quotes. Write \\\\ for a backslash, or take other quotes: `a: 'C:\\path'`.",
    );
  });

  it("shows a text with a colon in quotes", () => {
    expect(problemOf("- text: Hi: you\n")).toContain('into quotes: `- text: "Hi: you"`.');
  });

  it("shows a text that begins like a tag in quotes", () => {
    expect(problemOf("- text: !wow it is\n")).toContain('if it is part of a text: `- text: "!wow it is"`.');
  });

  it("begins with a bracket that is not closed", () => {
    expect(problemOf("a:\n  - text: {hello\n")).toContain(
      'Close it with }, or put a text into quotes: `- text: "{hello"`.',
    );
  });

  it("does not take a list in brackets, or JSON, for such a text", () => {
    expect(problemOf("a: [b, {c: d} e]\n")).not.toContain("must be put into quotes");
    expect(problemOf('{"a": [\n {"text": "a" "b": "c"}\n]}\n')).not.toContain("into quotes");
    expect(problemOf('{\n "a": "b"\n "c": "d"\n}\n')).not.toContain("quotes");
  });
});

describe("lines that do not go together", () => {
  it.each([
    ["nlu:\n- intent: a\n  examples: |\n  - b\n", "4:3-4:6", "examples", "by 4 blanks"],
    ["nlu:\n  - intent: a\n    examples: |\n- b\n", "4:1-4:4", "examples", "by 6 blanks"],
    ["r:\n  u:\n    - text: >\n    Hello you\n  v:\n    - text: a\n", "4:5-4:14", "text", "by 8 blanks"],
  ])("a block of text that is not indented below its key: %j", (source, place, key, blanks) => {
    const problem = problemOf(source);
    expect(problem).toContain(
      `${place} This line belongs to the text of '${key}:', but is not indented below it.`,
    );
    expect(problem).toContain(blanks);
  });

  it.each([
    ["steps:\n  - intent: a\n  -action: b\n", "3:3-3:4", "`- action: b`"],
    ["steps:\n  -intent: a\n  - action: b\n", "2:3-2:4", "`- intent: a`"],
    ["intents:\n  - a\n  -b\n", "3:3-3:4", "`- b`"],
  ])("a dash without a blank: %j", (source, place, right) => {
    expect(problemOf(source)).toBe(`${place} A blank is missing after this dash. Write ${right}.`);
  });

  it.each([
    [
      "rules:\n  - rule: a\n    steps\n      - intent: b\n",
      "3:5-3:10 A colon is missing in this line. Write `steps:`.",
    ],
    ["rules:\n  - rule a\n    steps:\n", "2:3-2:11 A colon is missing in this line. Write `- rule: a`."],
    ["intents\n  - a\nslots:\n", "1:1-1:8 A colon is missing in this line. Write `intents:`."],
    [
      "- intent: a\n  examples:|\n    - b\n",
      "2:3-2:13 A blank is missing after the colon of this line. Write `examples: |`.",
    ],
  ])("a colon that is missing: %j", (source, problem) => {
    expect(problemOf(source)).toBe(problem);
  });

  it("keys below a value", () => {
    expect(problemOf("slots:\n  city: text\n    mappings:\n")).toBe(
      "3:5-3:14 This line is indented below one that has a value already. Begin it in the column of 'city', or remove the value 'text' there.",
    );
  });

  it("names the columns where a line could begin", () => {
    expect(problemOf("rules:\n  - rule: a\n   steps:\n")).toContain("here 1, 3 (with a dash) or 5.");
  });

  it("a list beside keys", () => {
    expect(problemOf("a: b\n- c\n")).toContain("Indent the list below its key, or remove the dash.");
    expect(problemOf("- a\nb: c\n")).toContain("begin this line with a dash.");
  });

  it("hints at something for whatever else is no YAML", () => {
    expect(problemOf("%YAML 1.2 3\n---\na: b\n")).toContain("Often a quote, a bracket, a dash or a colon");
  });
});
