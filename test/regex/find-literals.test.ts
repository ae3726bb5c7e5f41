import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { foldCase } from "../../src/regex/characters.ts";
import { createLiteralFinder } from "../../src/regex/index.ts";

const find = (texts: readonly string[], message: string, options = {}): readonly string[] =>
  createLiteralFinder(texts, { ignoresCase: true, atBoundaries: true, ...options })(message).map(
    ({ start, end }) => `${start}:${message.slice(start, end)}`,
  );

const word = fc
  .array(fc.constantFrom("a", "b", "B", " "), { minLength: 1, maxLength: 4 })
  .map((parts) => parts.join(""));

describe("createLiteralFinder", () => {
  it("finds what one regular expression of all texts finds", () => {
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 1, maxLength: 6 }),
        fc.array(word, { maxLength: 6 }).map((parts) => parts.join("")),
        fc.boolean(),
        fc.boolean(),
        (texts, message, ignoresCase, atBoundaries) => {
          const edge = atBoundaries ? "\\b" : "";
          const regex = new RegExp(
            texts.map((one) => edge + one + edge).join("|"),
            ignoresCase ? "giu" : "gu",
          );
          const expected = [...message.matchAll(regex)].map(({ 0: match, index }) => `${index}:${match}`);
          expect(find(texts, message, { ignoresCase, atBoundaries })).toEqual(expected);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it("knows the edges of words in all scripts", () => {
    expect(find(["école", "привет"], "Une École? ПРИВЕТ!")).toEqual(["4:École", "11:ПРИВЕТ"]);
    expect(find(["cole"], "école")).toEqual([]);
  });

  it("goes through a large table as fast as through a small one", () => {
    const texts = Array.from({ length: 200_000 }, (_, index) => `${index} Long Street`);
    expect(find(texts, "I live in 199999 long street")).toEqual(["10:199999 long street"]);
  });
});

describe("foldCase", () => {
  it("folds every letter as JavaScript compares it, and keeps the length", () => {
    const wrong: string[] = [];
    for (let codePoint = 0x80; codePoint < 0x1_e9_50; codePoint++) {
      if (codePoint >= 0xd800 && codePoint < 0xe000) continue;
      const character = String.fromCodePoint(codePoint);
      const folded = foldCase(character);
      if (folded === character) continue;
      if (folded.length !== character.length || !new RegExp(`^${folded}$`, "iu").test(character))
        wrong.push(codePoint.toString(16));
    }
    expect(wrong).toEqual([]);
  });
});
