import { aListOf, anObject, assertShape, aText, type JsonObject, type JsonValue } from "../../base/index.ts";
import {
  createEmptySource,
  createFeatureSource,
  emptyVector,
  type FeatureSource,
  toSparseVector,
} from "../features.ts";
import type { Token } from "../message.ts";
import { badOption } from "../options.ts";
import type { Component, ComponentDefinition } from "../registry.ts";

const NAME = "LexicalSyntacticFeaturizer";

/** What a feature says of a word. */
const PROPERTIES: Readonly<Record<string, (token: Token) => string | boolean>> = {
  low: ({ text }) => hasCase(text) && text === text.toLowerCase(),
  upper: ({ text }) => hasCase(text) && text === text.toUpperCase(),
  title: ({ text }) => isTitle(text),
  digit: ({ text }) => /^\p{Nd}+$/u.test(text),
  prefix5: ({ text }) => firstOf(text, 5),
  prefix2: ({ text }) => firstOf(text, 2),
  suffix5: ({ text }) => lastOf(text, 5),
  suffix3: ({ text }) => lastOf(text, 3),
  suffix2: ({ text }) => lastOf(text, 2),
  suffix1: ({ text }) => lastOf(text, 1),
};

/** Features that say where a word stands. */
const PLACES: readonly string[] = ["BOS", "EOS"];
/** Parts of speech, which no component of tsbot finds. */
const PARTS_OF_SPEECH: readonly string[] = ["pos", "pos2"];

/** Rasa's default: for the word before, the word itself and the word after. */
const DEFAULT_FEATURES = [
  ["low", "title", "upper"],
  ["BOS", "EOS", "low", "upper", "title", "digit"],
  ["low", "title", "upper"],
];

type Window = readonly (readonly string[])[];

/**
 * `LexicalSyntacticFeaturizer`: forms of each word and of those around it, one feature for each value that training has
 * seen (rasa/nlu/featurizers/sparse_featurizer/lexical_syntactic_featurizer.py 3.6). The sentence has none.
 */
export const lexicalSyntacticFeaturizer: ComponentDefinition = {
  isPreparing: true,
  train({ options, messages, featureName, isAskedFor, logger }) {
    const window = readWindow(options);
    if (window.flat().some((feature) => PARTS_OF_SPEECH.includes(feature)))
      logger.warn(`${NAME} leaves out 'pos' and 'pos2': no component finds parts of speech`);
    // The entity models know the default's features by themselves.
    const isNeeded = isAskedFor || isConfigured(options);
    const values = new Set(
      (isNeeded ? messages : []).flatMap(({ tokens }) =>
        tokens.flatMap((_, at) => valuesAt(tokens, at, window)),
      ),
    );
    return lexicalComponent([...values].sort(), options, featureName);
  },
  load({ json }, options, { featureName }) {
    assertShape(json, anObject({ values: aListOf(aText) }));
    return lexicalComponent((json as JsonObject)["values"] as readonly string[], options, featureName);
  },
};

function lexicalComponent(values: readonly string[], options: JsonObject, featureName: string): Component {
  const window = readWindow(options);
  const indices = new Map(values.map((value, index) => [value, index]));
  const about = { name: featureName, size: values.length, isCovered: !isConfigured(options) };
  const lexicalSource = (tokens: readonly Token[]): FeatureSource =>
    createFeatureSource(about, {
      sentence: () => emptyVector,
      tokens: () =>
        tokens.map((_, at) => {
          const known = valuesAt(tokens, at, window).flatMap((value) => indices.get(value) ?? []);
          return toSparseVector(new Map(known.map((index) => [index, 1])));
        }),
    });
  return {
    state: { json: { values } as JsonValue, arrays: {} },
    process(message) {
      const { tokens } = message;
      const source = values.length === 0 ? createEmptySource(about, tokens) : lexicalSource(tokens);
      message.features = [...message.features, source];
    },
  };
}

function isConfigured(options: JsonObject): boolean {
  return Array.isArray(options["features"]);
}

/** Throws `nlu/bad-option` for a feature that there is not. */
function readWindow(options: JsonObject): Window {
  const given = options["features"];
  if (!Array.isArray(given)) return DEFAULT_FEATURES;
  return given.map((features) =>
    Array.isArray(features) ? features.map(checkFeature) : [checkFeature(features)],
  );
}

function checkFeature(feature: JsonValue): string {
  const known = [...PLACES, ...Object.keys(PROPERTIES), ...PARTS_OF_SPEECH];
  if (typeof feature === "string" && known.includes(feature)) return feature;
  throw badOption(NAME, "features", {
    problem: `holds ${JSON.stringify(feature)}, which is no feature`,
    hint: `Features: ${known.join(", ")}.`,
  });
}

/** The features of a word as `offset:feature=value`; those of words that are not there are absent. */
function valuesAt(tokens: readonly Token[], at: number, window: Window): readonly string[] {
  const half = window.length >> 1;
  return window.flatMap((features, position) => {
    const offset = position - half;
    const token = tokens[at + offset];
    if (token === undefined) return [];
    const isPlaced = { BOS: at + offset === 0, EOS: at + offset === tokens.length - 1 };
    return features.flatMap((feature) => {
      if (feature === "BOS" || feature === "EOS") return `${offset}:${feature}=${isPlaced[feature]}`;
      const value = Object.hasOwn(PROPERTIES, feature) ? PROPERTIES[feature]?.(token) : undefined;
      return value === undefined ? [] : `${offset}:${feature}=${value}`;
    });
  });
}

function hasCase(text: string): boolean {
  return /[\p{Lu}\p{Ll}\p{Lt}]/u.test(text);
}

/** Capitals follow only what has no case, and small letters only what has (Python's `str.istitle`). */
function isTitle(text: string): boolean {
  return (
    hasCase(text) && !/(?<=[\p{Lu}\p{Ll}\p{Lt}])[\p{Lu}\p{Lt}]|(?<![\p{Lu}\p{Ll}\p{Lt}])\p{Ll}/u.test(text)
  );
}

/** Characters as Python counts them. */
function firstOf(text: string, length: number): string {
  return Array.from(text).slice(0, length).join("");
}

function lastOf(text: string, length: number): string {
  return Array.from(text).slice(-length).join("");
}
