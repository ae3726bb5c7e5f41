import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compilePattern, createStepBudget, type Pattern } from "../../src/regex/index.ts";

function compile(source: string, ignoresCase = false): Pattern {
  const compiled = compilePattern(source, { ignoresCase });
  if ("problem" in compiled) throw new Error(`${source}: ${compiled.problem}`);
  return compiled;
}

function find(source: string, text: string, ignoresCase = false): readonly string[] {
  const spans = compile(source, ignoresCase).findAll(text, createStepBudget());
  return spans.map(({ start, end }) => `${start}:${text.slice(start, end)}`);
}

const native = (source: string, text: string, flags = "gu"): readonly string[] =>
  [...text.matchAll(new RegExp(source, flags))]
    .filter(([match]) => match !== "")
    .map(({ 0: match, index }) => `${index}:${match}`);

/** Patterns over few letters, so that they meet the texts. */
const pattern = fc.letrec<{ node: string }>((tie) => ({
  node: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom("a", "b", "c", ".", "[ab]", "[^a]", "\\w", "\\b", "\\B", "^", "é", "😀"),
    fc.tuple(tie("node"), tie("node")).map(([left, right]) => left + right),
    fc.tuple(tie("node"), tie("node")).map(([left, right]) => `(?:${left}|${right})`),
    fc
      // What is repeated reads something: of rounds that read nothing each language has its own idea.
      .tuple(
        tie("node"),
        fc.constantFrom("a", "."),
        fc.constantFrom("*", "+", "?", "*?", "+?", "{2}", "{1,3}", "{0,2}?"),
      )
      .map(([inside, letter, quantifier]) => `(${inside}${letter})${quantifier}`),
    fc
      .tuple(fc.constantFrom("?=", "?!", "?<=", "?<!"), tie("node"))
      .map(([kind, inside]) => `(${kind}${inside})`),
  ),
})).node;

const text = fc
  .array(fc.constantFrom("a", "b", "c", " ", "A"), { maxLength: 12 })
  .map((parts) => parts.join(""));

describe("compilePattern", () => {
  it("finds what JavaScript finds, where the two languages agree", () => {
    fc.assert(
      fc.property(pattern, text, fc.boolean(), (source, message, ignoresCase) => {
        expect(find(source, message, ignoresCase)).toEqual(
          native(source, message, ignoresCase ? "giu" : "gu"),
        );
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ["named groups of Python", "(?P<one>a)(?P=one)", "aab", ["0:aa"]],
    ["named groups of JavaScript", "(?<one>a)\\k<one>", "aab", ["0:aa"]],
    ["numbered references", "(a|b)\\1", "abba", ["1:bb"]],
    ["a flag for all", "(?i)abc", "ABC abc", ["0:ABC", "4:abc"]],
    ["a flag for a part", "(?i:a)b", "Ab AB", ["0:Ab"]],
    ["the verbose flag", "(?x) a  # the first\n b", "ab", ["0:ab"]],
    ["comments", "a(?# one )b", "ab", ["0:ab"]],
    ["ends of the text", "\\Aab\\Z", "ab", ["0:ab"]],
    ["letters of all scripts", "\\w+", "École №5 привет", ["0:École", "7:5", "9:привет"]],
    ["digits of all scripts", "\\d+", "12 ٣٤", ["0:12", "3:٣٤"]],
    ["boundaries at letters with accents", "\\bécole\\b", "une école", ["4:école"]],
    ["a bracket that closes first", "[]a]+", "a]b", ["0:a]"]],
    ["braces that repeat nothing", "a{,}", "a{,}", ["0:a{,}"]],
    ["a least without a number", "a{,2}", "aaa", ["0:aa", "2:a"]],
    ["escapes", "\\x41\\u0042\\.\\-", "AB.-", ["0:AB.-"]],
    ["properties", "\\p{Lu}+", "abCD", ["2:CD"]],
    ["a look backward over several letters", "(?<=\\$\\d+)\\.", "$12.5", ["3:."]],
    ["characters of two units", "(?:😀)+", "a😀😀", ["1:😀😀"]],
    ["a group inside of a look ahead, which stays remembered", "(?=(a+))\\1b", "aab ab", ["0:aab", "4:ab"]],
    ["a group before a look ahead that names it", "(a|b)(?=\\1)", "abb", ["1:b"]],
    ["a group inside of a look back", "(?<=(a|b))\\1", "abba", ["2:b"]],
    ["a group inside of a look that must not find, which holds nothing", "(?!(b))\\1a", "aa", []],
    ["a class that is the negation of one", "[^\\W\\d]+", "ab1", ["0:ab"]],
  ])("reads %s", (_, source, message, expected) => {
    expect(find(source, message)).toEqual(expected);
  });

  it.each([
    ["(a", "a bracket `(` is not closed"],
    ["a)", "a bracket `)` closes nothing"],
    ["[a", "a bracket `[` is not closed"],
    ["*a", "nothing stands before what is to be repeated"],
    ["a**", "what is repeated is repeated again"],
    ["a{3,2}", "in '{3,2}' the least is more than the most"],
    ["[z-a]", "the range 'z-a' is upside down"],
    ["[\\d-z]", "a range in `[…]` goes from one character to another"],
    ["a\\", "it ends with a single `\\`"],
    ["\\q", "'\\q' means nothing"],
    ["(?<a>.)(?<a>.)", "two groups have the name 'a'"],
    ["(?P=b)", "there is no group 'b'"],
    ["(a)\\2", "there is no group 2"],
    ["(?>a)", "'(?>a' is no kind of group"],
    ["\\p{Nothing}", "there is no property '\\p{Nothing}' of characters"],
    ["(?<=(a)\\1)", "a group cannot be named in `(?<=…)`"],
  ])("says what is wrong with %s", (source, problem) => {
    expect(compilePattern(source)).toEqual({ kind: "syntax", problem });
  });

  it.each([
    ["a repetition of a repetition", "((a{1000}){1000}){1000}"],
    ["a huge repetition", "a{1000000000}"],
    ["a huge repetition of a choice", "(a?){0,1000000000}"],
    ["brackets in brackets", "(".repeat(5_000) + ")".repeat(5_000)],
    ["a long one", "a".repeat(1_000_000)],
  ])("refuses %s for its size", (_, source) => {
    expect(compilePattern(source)).toMatchObject({ kind: "size" });
  });

  it("takes a repetition of nothing for nothing", () => {
    expect(find("(){1000000000}a", "a")).toEqual(["0:a"]);
  });
});

describe("the first group of a match", () => {
  it.each([
    ["#(\\w+)", "#sale #now", ["sale", "now"]],
    ["(a)|b", "ab", ["a", null]],
    ["(a+)+b", "aab", ["aa"]],
    ["(?=(a+))a", "aab", ["aa", "a"]],
    ["(?!(b))a", "a", [null]],
  ])("is kept when asked for by %s", (source, message, groups) => {
    const compiled = compilePattern(source, { keepsGroup: true });
    if ("problem" in compiled) throw new Error(compiled.problem);
    const found = compiled.findAll(message, createStepBudget());
    expect(found.map(({ group }) => group && message.slice(group.start, group.end))).toEqual(groups);
  });
});

describe("the steps of a match", () => {
  const message = `${"a".repeat(2_000)}!`;
  /** Instructions of the largest of these. */
  const LARGEST = 1_850;

  it.each([
    ["a repetition in a repetition", "(a+)+$"],
    ["ways that are the same", "(a|a)*$"],
    ["options before what they leave", "(a?){30}a{30}$"],
    ["counted repetitions in each other", "(a{1,30}){1,30}$"],
    ["repetitions behind each other", "a*a*a*a*a*$"],
    ["a repetition of all that may be nothing", "(.*)*b"],
    ["a repetition that is looked ahead at", "(?=(a+)+$)a"],
    ["a repetition that is looked back at", "(?<=^(a+)+b)a"],
    ["words with blanks that may be missing", "^(\\w+\\s?)+$"],
    ["an e-mail address", "^([a-zA-Z0-9])(([\\-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}[a-z0-9]+$"],
  ])("are at most the pattern's times the text's for %s", (_, source) => {
    const budget = createStepBudget(Number.MAX_SAFE_INTEGER);
    const before = budget.left;
    compile(source).findAll(message, budget);
    expect(before - budget.left).toBeLessThan(2 * LARGEST * message.length);
  });

  it("end with the budget where a reference makes ways different", () => {
    const budget = createStepBudget(10_000);
    expect(compile("(a*)*\\1b").findAll(message, budget)).toEqual([]);
    expect(budget.left).toBeLessThanOrEqual(0);
  });
});
