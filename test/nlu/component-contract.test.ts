import { describe, expect, it } from "vitest";
import { componentNames, createFeatureSource, defineComponent, toSparseVector } from "../../src/nlu/index.ts";
import { type ComponentUnderTest, describeComponent } from "../contracts/component.contract.ts";

/** Counts vowels, learns the longest text, and finds the word that was most frequent. */
const vowels = defineComponent({
  name: "Vowels",
  isFeaturizer: true,
  train({ messages }) {
    const lengths = messages.map(({ tokens }) => tokens.length);
    return { json: { longest: Math.max(0, ...lengths) }, arrays: { lengths: Uint32Array.from(lengths) } };
  },
  load(_state, _options, { featureName }) {
    return {
      process(message) {
        const count = message.text.match(/[aeiou]/g)?.length ?? 0;
        const source = createFeatureSource(
          { name: featureName, size: 1, isCovered: false },
          { sentence: () => toSparseVector(new Map([[0, count]])) },
        );
        message.features = [...message.features, source];
      },
    };
  },
});

const FEATURES = ["WhitespaceTokenizer", "CountVectorsFeaturizer"];

const TESTED: Readonly<Record<string, Omit<ComponentUnderTest, "name">>> = {
  WhitespaceTokenizer: { before: [] },
  JiebaTokenizer: { before: [] },
  SpacyTokenizer: { before: ["SpacyNLP"] },
  MitieTokenizer: { before: [] },
  FallbackClassifier: { before: [...FEATURES, "DIETClassifier"] },
  EntitySynonymMapper: { before: ["RegexEntityExtractor"] },
  CountVectorsFeaturizer: { options: { analyzer: "char", min_ngram: 2, max_ngram: 3 } },
  LexicalSyntacticFeaturizer: { options: { features: [["low", "suffix3"], ["BOS", "digit"], ["title"]] } },
  DIETClassifier: { before: FEATURES },
};

/** Tested with their files in dense-featurizers.test.ts. */
const NEED_FILES = ["WordVectorsFeaturizer", "LanguageModelFeaturizer", "ConveRTFeaturizer"];

describe("every component", () => {
  for (const name of componentNames) {
    if (!NEED_FILES.includes(name)) describeComponent({ name, ...TESTED[name] });
  }
  describeComponent({ name: "Vowels", custom: vowels });

  it("is one that there is", () => {
    expect(Object.keys(TESTED).filter((name) => !componentNames.has(name))).toEqual([]);
  });
});
