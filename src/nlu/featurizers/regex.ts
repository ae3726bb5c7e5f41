import { assertShape, type JsonObject, type JsonValue } from "../../base/index.ts";
import { createStepBudget, type Span } from "../../regex/index.ts";
import { createEmptySource, createFeatureSource, once, toSparseVector } from "../features.ts";
import type { Message } from "../message.ts";
import { flagOption } from "../options.ts";
import {
  chosenPatterns,
  createPatternFinders,
  STORED_PATTERNS,
  type StoredPatterns,
} from "../pattern-finders.ts";
import type { Component, ComponentDefinition } from "../registry.ts";

/**
 * `RegexFeaturizer`: one feature for each lookup table and regex, 1 at the tokens that a match overlaps and at the
 * sentence of such a token (rasa/nlu/featurizers/sparse_featurizer/regex_featurizer.py 3.6).
 */
export const regexFeaturizer: ComponentDefinition = {
  isPreparing: true,
  train: ({ data, options, featureName }) =>
    regexComponent(chosenPatterns(data, options), options, featureName),
  load({ json }, options, { featureName }) {
    assertShape(json, STORED_PATTERNS);
    return regexComponent(json as unknown as StoredPatterns, options, featureName);
  },
};

function regexComponent(stored: StoredPatterns, options: JsonObject, featureName: string): Component {
  const finders = createPatternFinders(stored, {
    ignoresCase: !flagOption(options, "case_sensitive", true),
    atBoundaries: flagOption(options, "use_word_boundaries", true),
  });
  const about = { name: featureName, size: finders.length, isCovered: finders.length === 0 };
  return {
    state: { json: stored as unknown as JsonValue, arrays: {} },
    process(message) {
      if (finders.length === 0) {
        message.features = [...message.features, createEmptySource(about, message.tokens)];
        return;
      }
      const marked = once(() => {
        const budget = createStepBudget();
        return markTokens(
          message,
          finders.map(({ find }) => find(message.text, budget)),
        );
      });
      const source = createFeatureSource(about, {
        sentence: () => toMarks(new Set(marked().flatMap((own) => [...own]))),
        tokens: () => marked().map(toMarks),
      });
      message.features = [...message.features, source];
    },
  };
}

/** For each token the patterns whose matches overlap it. @param matches of each pattern. */
function markTokens(
  { tokens }: Message,
  matches: readonly (readonly Span[])[],
): readonly ReadonlySet<number>[] {
  return tokens.map(({ start, end }) => {
    const overlapping = matches.flatMap((spans, pattern) =>
      spans.some((span) => start < span.end && end > span.start) ? [pattern] : [],
    );
    return new Set(overlapping);
  });
}

function toMarks(patterns: ReadonlySet<number>) {
  return toSparseVector(new Map([...patterns].map((pattern) => [pattern, 1])));
}
