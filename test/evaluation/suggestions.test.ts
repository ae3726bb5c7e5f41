import { describe, expect, it } from "vitest";
import { createRandom } from "../../src/base/index.ts";
import { normalise, similarPairs } from "../../src/evaluation/suggestions/similar-texts.ts";
import { mostImportant, suggestFrom } from "../../src/evaluation/suggestions/suggest.ts";

describe("texts that are alike", () => {
  it.each([
    ["Hello, there!", "hello there"],
    ["  HELLO   there ", "hello there"],
    ["ｈｅｌｌｏ", "hello"],
    ["C++", "c++"],
    ["…", ""],
  ])("are compared without case, punctuation and width: %j", (text, expected) => {
    expect(normalise(text)).toBe(expected);
  });

  it("share enough of their three letters, across groups only", () => {
    const texts = ["book a table", "Book a table!", "book a cable", "something else", "book a table"];
    const groups = ["a", "b", "b", "a", "a"];
    const pairs = similarPairs(texts, (index) => groups[index] ?? "", 0.6);
    // " book a table " has twelve of them; with "cable" nine are shared, of fifteen.
    expect(pairs.map(({ index, other, similarity }) => [other, index, similarity])).toEqual([
      [0, 1, 1],
      [0, 2, 9 / 15],
      [1, 4, 1],
      [2, 4, 9 / 15],
    ]);
  });

  it("are all found that comparing each with each finds", () => {
    const random = createRandom(3);
    const words = ["turn", "the", "light", "on", "off", "in", "kitchen", "please", "now"];
    const texts = Array.from({ length: 150 }, () =>
      Array.from({ length: 2 + random.below(5) }, () => words[random.below(words.length)]).join(" "),
    );
    const groupOf = (index: number): string => String(index % 3);
    const grams = texts.map((text) => {
      const padded = ` ${text} `;
      return new Set(Array.from({ length: padded.length - 2 }, (_, start) => padded.slice(start, start + 3)));
    });
    const slow = grams.flatMap((set, index) =>
      grams.slice(0, index).flatMap((other, place) => {
        const shared = [...set].filter((gram) => other.has(gram)).length;
        const isAlike = shared / (set.size + other.size - shared) >= 0.7;
        return isAlike && groupOf(index) !== groupOf(place) ? [`${place} ${index}`] : [];
      }),
    );
    const fast = similarPairs(texts, groupOf, 0.7).map(({ index, other }) => `${other} ${index}`);
    expect(fast.sort()).toEqual(slow.sort());
    expect(slow.length).toBeGreaterThan(50);
  });
});

/** Lines `text | intent | name probability, name probability`. */
function examples(lines: string) {
  return lines
    .trim()
    .split("\n")
    .map((line, index) => {
      const [text = "", intent = "", ranked = ""] = line.trim().split(" | ");
      const ranking = ranked.split(", ").map((one) => {
        const [name = "", confidence = ""] = one.split(" ");
        return { name, confidence: Number(confidence) };
      });
      const at = { file: "nlu.yml", line: index + 1, column: 1 };
      return {
        wanted: { text, intent, entities: [], at },
        result: {
          text,
          intent: ranking[0] ?? { name: null, confidence: 0 },
          intent_ranking: ranking,
          entities: [],
        },
      };
    });
}

function suggest(lines: string) {
  const understood = examples(lines);
  return suggestFrom(
    understood.map(({ wanted }) => wanted),
    understood,
  );
}

/** Enough examples that are understood, so that no intent has too few. */
const ENOUGH = ["a", "b"]
  .flatMap((intent) =>
    Array.from({ length: 10 }, (_, index) => `${intent.repeat(3)}${index} | ${intent} | ${intent} 0.95`),
  )
  .join("\n");

describe("suggestions", () => {
  it.each([
    ["one text in two intents", "Bye! | a | a 0.9\nbye | b | b 0.9", "same-text", "(nlu.yml:21)"],
    [
      "nearly one text in two intents that a model cannot tell apart",
      "cancel my order please | a | a 0.5, b 0.45\ncancel my order pleas | b | b 0.5, a 0.1",
      "near-duplicate",
      "“cancel my order please” of 'a'",
    ],
    [
      "an example that a model gives to another intent",
      "odd | a | b 0.93, a 0.02",
      "mislabelled",
      "'b' 93 % and 'a' 2 %",
    ],
    [
      "an example between two intents",
      "odd | a | b 0.45, a 0.4",
      "confusing",
      "between 'a' (40 %) and 'b' (45 %)",
    ],
    [
      "an example that is rather another",
      "odd | a | b 0.5, a 0.1",
      "confusing",
      "for 'b' (50 %) rather than 'a' (10 %)",
    ],
    [
      "nearly one text in two responses of an intent, however sure of it a model is",
      "when are you open please | a/x | a 0.9\nwhen are you open pleas | a/y | a 0.9",
      "near-duplicate",
      "of 'a/x'",
    ],
    [
      "an example by its intent without the response",
      "odd | a/x | b 0.93, a 0.02",
      "mislabelled",
      "and 'a' 2 %",
    ],
    [
      "an intent with few examples",
      "new | c | c 0.9\nnewer | c | c 0.9",
      "few-examples",
      "only 2 examples: write",
    ],
  ])("name %s", (_, lines, kind, advice) => {
    const found = suggest(`${ENOUGH}\n${lines}`).find((one) => one.kind === kind);
    expect(found?.advice).toContain(advice);
    expect(found?.at?.line).toBeGreaterThan(20);
  });

  it.each([
    ["what is understood", "fine | a | a 0.7, b 0.2"],
    ["what is like nothing else: a fallback is no rival", "odd | a | nlu_fallback 0.7, a 0.1, b 0.1"],
    [
      "what differs in a word that decides",
      "light in the kitchen on | a | a 0.9\nlight in the kitchen of | b | b 0.9",
    ],
    ["two responses of one intent by their base", "fine | a/x | a 0.9\nnice | a/y | a 0.8"],
  ])("leave alone %s", (_, lines) => {
    const found = suggest(`${ENOUGH}\n${lines}`).filter(({ kind }) => kind !== "few-examples");
    expect(found).toEqual([]);
  });

  it("tell how many of few examples are understood", () => {
    const lines = Array.from(
      { length: 6 },
      (_, index) => `${index}${index} | c | ${index < 2 ? "c" : "x"} 0.9`,
    );
    const found = suggest(`${ENOUGH}\n${lines.join("\n")}`);
    expect(found.map(({ kind, advice }) => [kind, advice])).toEqual([
      [
        "few-examples",
        "It has only 6 examples, and 2 of 6 are understood by a model without them: write ten or more, in the words that people use.",
      ],
    ]);
  });

  it("name an example once, the surest kind first", () => {
    const lines = "bye | a | b 0.9, a 0.05\nbye | b | b 0.9\nodd | a | b 0.5, a 0.3\nodder | a | b 0.99";
    const kinds = suggest(`${ENOUGH}\n${lines}`).map(({ kind, text }) => [kind, text]);
    expect(kinds).toEqual([
      ["same-text", "bye"],
      ["mislabelled", "odder"],
      ["mislabelled", "bye"],
      ["confusing", "odd"],
    ]);
  });

  it("are cut so that each kind has its share", () => {
    const many = Array.from({ length: 9 }, (_, index) => `odd${index} | a | b 0.9, a 0.01`).join("\n");
    const all = suggest(`${ENOUGH}\n${many}\nnew | c | c 0.9`);
    expect(mostImportant(all, 3).map(({ kind }) => kind)).toEqual([
      "mislabelled",
      "mislabelled",
      "few-examples",
    ]);
    expect(mostImportant(all, 100)).toEqual(all);
    expect(mostImportant(all, 0)).toEqual([]);
  });
});
