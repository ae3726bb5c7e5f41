import {
  aFlag,
  aListOf,
  anObject,
  assertShape,
  aText,
  type JsonObject,
  type JsonValue,
} from "../../base/index.ts";
import type { SparseVector } from "../../ml/index.ts";
import { createEmptySource, createFeatureSource, type FeatureSource, toSparseVector } from "../features.ts";
import type { Token } from "../message.ts";
import { badOption, flagOption, numberOption, textOption, textsOption } from "../options.ts";
import type { Component, ComponentDefinition, ComponentInput } from "../registry.ts";
import { type AnalyzerOptions, createAnalyzer } from "./analyzers.ts";
import { buildVocabulary } from "./vocabulary.ts";

const NAME = "CountVectorsFeaturizer";
/** Numbers are one word. */
const NUMBER = "__NUMBER__";

/**
 * `CountVectorsFeaturizer`: how often each piece of the training texts occurs, in the text and in each token
 * (rasa/nlu/featurizers/sparse_featurizer/count_vectors_featurizer.py 3.6). What classifiers count themselves is counted
 * here only when a component asks for it by name.
 */
export const countVectorsFeaturizer: ComponentDefinition = {
  isPreparing: true,
  train(input) {
    const settings = readSettings(input.options);
    const isCovered = isCoveredBy(settings);
    const vocabulary = isCovered && !input.isAskedFor ? [] : learnVocabulary(input, settings);
    return countComponent({ vocabulary, isCovered }, settings, input.featureName);
  },
  load({ json }, options, { featureName }) {
    assertShape(json, anObject({ vocabulary: aListOf(aText), isCovered: aFlag }));
    return countComponent(json as unknown as Learned, readSettings(options), featureName);
  },
};

interface Learned {
  /** The piece of each feature. */
  readonly vocabulary: readonly string[];
  readonly isCovered: boolean;
}

interface Settings extends AnalyzerOptions {
  readonly minimum: number;
  readonly maximum: number;
  readonly most: number | null;
  /** The word that stands for those that training does not know. */
  readonly unknownWord: string | null;
  /** What is taken for unknown in training. */
  readonly unknownWords: ReadonlySet<string>;
  readonly sharesVocabulary: boolean;
}

/** Throws `nlu/bad-option` for what cannot be counted by. */
function readSettings(options: JsonObject): Settings {
  const lowercase = flagOption(options, "lowercase", true);
  const cased = (word: string): string => (lowercase ? word.toLowerCase() : word);
  const most = numberOption(options, "max_features", 0);
  const unknownWord = textOption(options, "OOV_token");
  return {
    analyzer: readChoice(options, "analyzer", ["word", "char", "char_wb"]) ?? "word",
    ...readLengths(options),
    lowercase,
    stripAccents: readChoice(options, "strip_accents", ["ascii", "unicode"]),
    stopWords: new Set(readStopWords(options).map(cased)),
    minimum: numberOption(options, "min_df", 1),
    maximum: numberOption(options, "max_df", 1),
    most: most > 0 ? most : null,
    unknownWord: unknownWord === null ? null : cased(unknownWord),
    unknownWords: new Set(textsOption(options, "OOV_words").map(cased)),
    sharesVocabulary: flagOption(options, "use_shared_vocab", false),
  };
}

function readLengths(options: JsonObject): Pick<AnalyzerOptions, "minNgram" | "maxNgram"> {
  const minNgram = numberOption(options, "min_ngram", 1);
  const maxNgram = numberOption(options, "max_ngram", 1);
  if (Number.isInteger(minNgram) && Number.isInteger(maxNgram) && minNgram >= 1 && maxNgram >= minNgram)
    return { minNgram, maxNgram };
  throw badOption(NAME, maxNgram < minNgram ? "max_ngram" : "min_ngram", {
    problem: `cannot count pieces of ${minNgram} to ${maxNgram}`,
    hint: "Give whole numbers from 1, 'max_ngram' no smaller than 'min_ngram'.",
  });
}

function readChoice<Choice extends string>(
  options: JsonObject,
  name: string,
  choices: readonly Choice[],
): Choice | null {
  const value = options[name];
  if (value === undefined || value === null) return null;
  const chosen = choices.find((choice) => choice === value);
  if (chosen !== undefined) return chosen;
  throw badOption(NAME, name, {
    problem: `cannot be ${JSON.stringify(value)}`,
    hint: `Use one of: ${choices.join(", ")}.`,
  });
}

function readStopWords(options: JsonObject): readonly string[] {
  if (typeof options["stop_words"] !== "string") return textsOption(options, "stop_words");
  throw badOption(NAME, "stop_words", {
    problem: `cannot be '${options["stop_words"]}': tsbot has no lists of stop words`,
    hint: "Write the words themselves, as a list.",
  });
}

/** Whether classifiers count the same themselves: words and pairs of words, and up to five characters within words. */
function isCoveredBy(settings: Settings): boolean {
  const { analyzer, maxNgram, lowercase, stripAccents, stopWords } = settings;
  const longest = { word: 2, char: 0, char_wb: 5 }[analyzer];
  const countsAll = settings.minimum === 1 && settings.maximum === 1 && settings.most === null;
  const isPlain = lowercase && stripAccents === null && stopWords.size === 0;
  return (
    maxNgram <= longest && countsAll && isPlain && settings.unknownWord === null && !settings.sharesVocabulary
  );
}

function learnVocabulary({ messages, data }: ComponentInput, settings: Settings): readonly string[] {
  const analyze = createAnalyzer(settings);
  const texts = messages.map(({ tokens }) => {
    const words = toWords(tokens, settings);
    if (settings.analyzer !== "word" || settings.unknownWord === null) return analyze(words.join(" "));
    const { unknownWord, unknownWords } = settings;
    return analyze(words.map((word) => (unknownWords.has(word) ? unknownWord : word)).join(" "));
  });
  const labels = settings.sharesVocabulary
    ? data.examples.flatMap(({ intent }) => (intent === undefined ? [] : [analyze(intent)]))
    : [];
  return buildVocabulary([...texts, ...labels], settings);
}

/** A message's words as they are counted. */
function toWords(tokens: readonly Token[], { lowercase }: Settings): readonly string[] {
  const words = tokens.map(({ text }) =>
    text.replaceAll(/(?<![\p{L}\p{N}_])[0-9]+(?![\p{L}\p{N}_])/gu, NUMBER),
  );
  return lowercase ? words.map((word) => word.toLowerCase()) : words;
}

function countComponent(learned: Learned, settings: Settings, featureName: string): Component {
  const { vocabulary, isCovered } = learned;
  const indices = new Map(vocabulary.map((piece, index) => [piece, index]));
  const analyze = createAnalyzer(settings);
  const { unknownWord } = settings;
  const replacesUnknown = settings.analyzer === "word" && unknownWord !== null && indices.has(unknownWord);
  const wordsOf = (tokens: readonly Token[]): readonly string[] => {
    const words = toWords(tokens, settings);
    return replacesUnknown ? words.map((word) => (indices.has(word) ? word : unknownWord)) : words;
  };
  const count = (text: string): SparseVector => {
    const counts = new Map<number, number>();
    for (const piece of analyze(text)) {
      const index = indices.get(piece);
      if (index !== undefined) counts.set(index, (counts.get(index) ?? 0) + 1);
    }
    return toSparseVector(counts);
  };
  const about = { name: featureName, size: vocabulary.length, isCovered };
  const countedSource = (tokens: readonly Token[]): FeatureSource =>
    createFeatureSource(about, {
      sentence: () => count(wordsOf(tokens).join(" ")),
      tokens: () => wordsOf(tokens).map(count),
    });
  return {
    state: { json: learned as unknown as JsonValue, arrays: {} },
    process(message) {
      const { tokens } = message;
      const source = vocabulary.length === 0 ? createEmptySource(about, tokens) : countedSource(tokens);
      message.features = [...message.features, source];
    },
  };
}
