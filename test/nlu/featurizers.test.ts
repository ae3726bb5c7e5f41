import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type JsonObject, silentLogger, type TsbotError } from "../../src/base/index.ts";
import type { SparseVector } from "../../src/ml/index.ts";
import {
  chosenFeatures,
  createFeatureNames,
  createFeatureSource,
  emptyVector,
} from "../../src/nlu/features.ts";
import { createAnalyzer } from "../../src/nlu/featurizers/analyzers.ts";
import type { NluTrainingData } from "../../src/nlu/index.ts";
import { dataOf, featurize } from "./featurize.ts";

const counts = ({ indices, values }: SparseVector) =>
  Object.fromEntries([...indices].map((index, at) => [index, values[at]]));
const total = ({ values }: SparseVector) => values.reduce((sum, value) => sum + value, 0);

/** Counted although classifiers count it too: a component after asks for it. */
const ASKED = { featurizers: ["CountVectorsFeaturizer"] };

async function vocabularyOf(texts: readonly string[], options: JsonObject): Promise<readonly string[]> {
  const { state } = await featurize("CountVectorsFeaturizer", options, dataOf(texts), ASKED);
  return (state as { vocabulary: string[] }).vocabulary;
}

describe("CountVectorsFeaturizer", () => {
  it.each<[string, JsonObject, readonly string[], readonly string[]]>([
    ["words, sorted", {}, ["b a", "c a"], ["a", "b", "c"]],
    ["numbers as one word", {}, ["room 12", "room 7"], ["__number__", "room"]],
    ["letter case on request", { lowercase: false }, ["A a"], ["A", "a"]],
    ["pairs of words", { max_ngram: 2 }, ["a b c"], ["a", "a b", "b", "b c", "c"]],
    ["pairs alone", { min_ngram: 2, max_ngram: 2 }, ["a b c"], ["a b", "b c"]],
    ["pieces across words", { analyzer: "char", min_ngram: 2, max_ngram: 2 }, ["ab c"], [" c", "ab", "b "]],
    [
      "pieces within words and their blanks",
      { analyzer: "char_wb", min_ngram: 2, max_ngram: 3 },
      ["ab c"],
      [" a", " ab", " c", " c ", "ab", "ab ", "b ", "c "],
    ],
    ["a short word once, whole", { analyzer: "char_wb", min_ngram: 4, max_ngram: 6 }, ["a"], [" a "]],
    ["words of at least two texts", { min_df: 2 }, ["a b", "a c", "c"], ["a", "c"]],
    ["words of at least half of the texts", { min_df: 0.5 }, ["a b", "a c", "c"], ["a", "c"]],
    ["words of at most two texts", { max_df: 2 }, ["a b", "a", "a"], ["b"]],
    ["words of at most half of the texts", { max_df: 0.5 }, ["a b", "a", "a c"], ["b", "c"]],
    ["the most frequent", { max_features: 2 }, ["a b b", "c c a"], ["a", "b"]],
    ["no stop words", { stop_words: ["The"] }, ["the end"], ["end"]],
    ["no accents", { strip_accents: "unicode" }, ["Köln straße"], ["koln", "straße"]],
    ["ASCII alone", { strip_accents: "ascii" }, ["Köln straße"], ["koln", "strae"]],
    ["words for unknown ones", { OOV_token: "oov", OOV_words: ["Zap"] }, ["zap a", "b"], ["a", "b", "oov"]],
    ["words of intents", { use_shared_vocab: true }, ["a"], ["a", "go"]],
  ])("counts %s", async (_, options, texts, vocabulary) => {
    expect(await vocabularyOf(texts, options)).toEqual(vocabulary);
  });

  it("counts in the text and in each token", async () => {
    const { process } = await featurize("CountVectorsFeaturizer", {}, dataOf(["a b", "c"]), ASKED);
    const source = await process("b b x c");
    expect(source.size).toBe(3);
    expect(counts(source.sentence())).toEqual({ 1: 2, 2: 1 });
    expect(source.tokens?.().map(counts)).toEqual([{ 1: 1 }, { 1: 1 }, {}, { 2: 1 }]);
  });

  it("takes a word it does not know for the one that stands for such", async () => {
    const options = { OOV_token: "oov", OOV_words: ["zap"] };
    const { process } = await featurize("CountVectorsFeaturizer", options, dataOf(["zap a"]), ASKED);
    expect(counts((await process("what is a")).sentence())).toEqual({ 0: 1, 1: 2 });
  });

  it.each<[string, JsonObject, boolean]>([
    ["words", {}, true],
    ["words and pairs", { max_ngram: 2 }, true],
    ["three words", { max_ngram: 3 }, false],
    ["pieces within words", { analyzer: "char_wb", max_ngram: 4 }, true],
    ["long pieces within words", { analyzer: "char_wb", max_ngram: 6 }, false],
    ["pieces across words", { analyzer: "char", max_ngram: 2 }, false],
    ["stop words", { stop_words: ["the"] }, false],
    ["letter case", { lowercase: false }, false],
    ["rare words", { min_df: 2 }, false],
    ["a word for unknown ones", { OOV_token: "oov" }, false],
  ])("knows whether classifiers count it themselves: %s", async (_, options, isCovered) => {
    const { process, state } = await featurize("CountVectorsFeaturizer", options, dataOf(["a b c d"]));
    const source = await process("a");
    expect(source.isCovered).toBe(isCovered);
    if (isCovered) expect(state).toEqual({ vocabulary: [], isCovered });
  });

  it.each<[string, JsonObject, RegExp]>([
    ["stop_words", { stop_words: "english" }, /no lists of stop words/],
    ["analyzer", { analyzer: "words" }, /cannot be "words"/],
    ["max_ngram", { min_ngram: 3, max_ngram: 2 }, /pieces of 3 to 2/],
    ["min_ngram", { min_ngram: 0 }, /pieces of 0 to 1/],
  ])("refuses what it cannot count by: %s", async (_, options, message) => {
    await expect(vocabularyOf(["a"], options)).rejects.toMatchObject({
      code: "nlu/bad-option",
      message: expect.stringMatching(message) as string,
    } satisfies Partial<TsbotError>);
  });

  it("counts every piece of a text that it was trained with", async () => {
    const anAnalyzer = fc.record({
      analyzer: fc.constantFrom("word" as const, "char" as const, "char_wb" as const),
      min_ngram: fc.integer({ min: 1, max: 3 }),
      max_ngram: fc.integer({ min: 3, max: 5 }),
    });
    const aText = fc
      .array(fc.string({ unit: fc.constantFrom("a", "b", "é", "ß", "1", "😀", "_"), minLength: 1 }), {
        minLength: 1,
      })
      .map((words) => words.join(" "));
    await fc.assert(
      fc.asyncProperty(anAnalyzer, aText, async (options, text) => {
        const { process, loaded } = await featurize("CountVectorsFeaturizer", options, dataOf([text]), ASKED);
        const source = await process(text);
        const all = createAnalyzer({
          analyzer: options.analyzer,
          minNgram: options.min_ngram,
          maxNgram: options.max_ngram,
          lowercase: true,
          stripAccents: null,
          stopWords: new Set(),
        });
        const joined = source.text.replaceAll(/(?<![\p{L}\p{N}_])[0-9]+(?![\p{L}\p{N}_])/gu, "__number__");
        expect(total(source.sentence())).toBe(all(joined).length);
        const again = await loaded(text);
        expect(again.sentence()).toEqual(source.sentence());
        expect(again.tokens?.()).toEqual(source.tokens?.());
        if (options.analyzer === "char_wb" && !/[^\p{L}\p{N}_ ]/u.test(text))
          expect(total(source.sentence())).toBe(
            source
              .tokens?.()
              .map(total)
              .reduce((sum, count) => sum + count, 0),
          );
      }),
      { numRuns: 100 },
    );
  });
});

describe("RegexFeaturizer", () => {
  const data: NluTrainingData = {
    ...dataOf(["a"]),
    lookups: [{ name: "city", elements: ["New York", "Rome"] }],
    regexes: [{ name: "zip", pattern: "[0-9]{5}" }],
  };

  it("marks the tokens that a match overlaps, and their sentence", async () => {
    const { process } = await featurize("RegexFeaturizer", {}, data);
    const source = await process("from New York 10115 on");
    expect(source).toMatchObject({ size: 2, isCovered: false });
    expect(counts(source.sentence())).toEqual({ 0: 1, 1: 1 });
    expect(source.tokens?.().map(counts)).toEqual([{}, { 0: 1 }, { 0: 1 }, { 1: 1 }, {}]);
  });

  it.each<[string, JsonObject, string, JsonObject]>([
    ["letter case", {}, "rome", {}],
    ["no letter case", { case_sensitive: false }, "rome", { 0: 1 }],
    ["whole words", {}, "Romes", {}],
    ["parts of words", { use_word_boundaries: false }, "Romes", { 0: 1 }],
    ["no lookup tables", { use_lookup_tables: false }, "Rome 10115", { 0: 1 }],
    ["no regexes", { use_regexes: false }, "Rome 10115", { 0: 1 }],
  ])("minds %s", async (_, options, text, marks) => {
    const { process } = await featurize("RegexFeaturizer", options, data);
    expect(counts((await process(text)).sentence())).toEqual(marks);
  });

  it("adds nothing of its own without patterns", async () => {
    const { process } = await featurize("RegexFeaturizer", {}, dataOf(["a"]));
    expect(await process("a")).toMatchObject({ size: 0, isCovered: true });
  });
});

describe("LexicalSyntacticFeaturizer", () => {
  async function valuesOf(text: string, features: JsonObject["features"], training = [text]) {
    const { process, state } = await featurize(
      "LexicalSyntacticFeaturizer",
      { features: features ?? null },
      dataOf(training),
    );
    const { values } = state as { values: string[] };
    const source = await process(text);
    return source.tokens?.().map(({ indices }) => [...indices].map((index) => values[index]));
  }

  it("says where words stand", async () => {
    expect(await valuesOf("a b", [["BOS", "EOS"]])).toEqual([
      ["0:BOS=true", "0:EOS=false"],
      ["0:BOS=false", "0:EOS=true"],
    ]);
  });

  it.each([
    ["rome", "low"],
    ["ROME", "upper"],
    ["Rome", "title"],
    ["123", "digit"],
    ["McDonald", "none"],
    ["x1", "low"],
  ])("tells the form of '%s': %s", async (text, form) => {
    const [own] = (await valuesOf(text, [["low", "upper", "title", "digit"]])) ?? [];
    const expected = ["digit", "low", "title", "upper"].map((name) => `0:${name}=${name === form}`);
    expect(own).toEqual(expected);
  });

  it("knows the ends of words, in characters", async () => {
    expect(
      await valuesOf("a𝒷cdefgh", [["prefix2", "prefix5", "suffix1", "suffix2", "suffix3", "suffix5"]]),
    ).toEqual([
      ["0:prefix2=a𝒷", "0:prefix5=a𝒷cde", "0:suffix1=h", "0:suffix2=gh", "0:suffix3=fgh", "0:suffix5=defgh"],
    ]);
  });

  it("looks at the words around, as far as there are any", async () => {
    expect(await valuesOf("A b", [["upper"], [], ["low"]])).toEqual([["1:low=true"], ["-1:upper=true"]]);
  });

  it("leaves out values that training has not seen", async () => {
    expect(await valuesOf("b", [["suffix1"]], ["a"])).toEqual([[]]);
  });

  it("is covered by classifiers unless its features are chosen", async () => {
    const plain = await featurize("LexicalSyntacticFeaturizer", {}, dataOf(["a"]));
    const chosen = await featurize("LexicalSyntacticFeaturizer", { features: [["low"]] }, dataOf(["a"]));
    expect([(await plain.process("a")).isCovered, (await chosen.process("a")).isCovered]).toEqual([
      true,
      false,
    ]);
  });

  it("warns of parts of speech, and refuses what is no feature", async () => {
    const warnings: string[] = [];
    const logger = { ...silentLogger, warn: (text: string) => warnings.push(text) };
    await featurize("LexicalSyntacticFeaturizer", { features: [["pos", "low"]] }, dataOf(["a"]), {}, logger);
    expect(warnings).toEqual([expect.stringContaining("parts of speech")]);
    await expect(valuesOf("a", [["lower"]])).rejects.toMatchObject({
      code: "nlu/bad-option",
      hint: expect.stringContaining("BOS, EOS, low") as string,
    });
  });
});

describe("the names of features", () => {
  it("are the alias or the component's name, and numbered when they come again", () => {
    const named = (name: string, alias?: string) => ({ name, options: alias === undefined ? {} : { alias } });
    expect(
      [named("A"), named("A"), named("B", "A"), named("C", "c"), named("A2"), named("C", "c")].map(
        createFeatureNames(),
      ),
    ).toEqual(["A", "A2", "A3", "c", "A22", "c2"]);
  });
});

describe("the features that a component takes", () => {
  const source = (name: string, isCovered: boolean) =>
    createFeatureSource({ name, size: 0, isCovered }, { sentence: () => emptyVector });
  const features = [source("words", true), source("patterns", false), source("forms", false)];

  it.each<[string, JsonObject, readonly string[]]>([
    ["all that say more than its own", {}, ["patterns", "forms"]],
    ["the same for an empty list", { featurizers: [] }, ["patterns", "forms"]],
    ["those that it names, and no others", { featurizers: ["words", "forms", "none"] }, ["words", "forms"]],
  ])("are %s", (_, options, names) => {
    expect(chosenFeatures(features, options).map(({ name }) => name)).toEqual(names);
  });

  it("are computed when they are asked for, once", () => {
    let count = 0;
    const counted = createFeatureSource(
      { name: "counted", size: 1, isCovered: false },
      {
        sentence() {
          count++;
          return emptyVector;
        },
      },
    );
    expect(count).toBe(0);
    expect(counted.sentence()).toBe(counted.sentence());
    expect(count).toBe(1);
  });
});
