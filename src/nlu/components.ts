import { didYouMean, TsbotError } from "../base/index.ts";
import { fallbackClassifier } from "./classifiers/fallback.ts";
import { keywordClassifier } from "./classifiers/keyword.ts";
import { intentClassifier, jointClassifier } from "./classifiers/linear.ts";
import { crfEntityExtractor } from "./extractors/entity-model.ts";
import { regexEntityExtractor } from "./extractors/regex.ts";
import { spacyEntityExtractor, spacyLanguageModel } from "./extractors/spacy.ts";
import { entitySynonymMapper } from "./extractors/synonyms.ts";
import { countVectorsFeaturizer } from "./featurizers/count-vectors.ts";
import { lexicalSyntacticFeaturizer } from "./featurizers/lexical-syntactic.ts";
import { regexFeaturizer } from "./featurizers/regex.ts";
import { type ComponentDefinition, untrained } from "./registry.ts";
import { responseSelector } from "./selectors/response-selector.ts";
import { whitespaceTokenizer } from "./tokenizers/whitespace.ts";

/** Featurizers: classifiers and extractors here make their own features, so their names stand for nothing more to do. */
const featurizer = untrained(() => ({ process: () => {} }));

/** What each of Rasa's component names is in tsbot. */
export const COMPONENTS: ReadonlyMap<string, ComponentDefinition> = new Map([
  ["WhitespaceTokenizer", whitespaceTokenizer],
  ["SpacyTokenizer", whitespaceTokenizer],
  ["RegexFeaturizer", regexFeaturizer],
  ["LexicalSyntacticFeaturizer", lexicalSyntacticFeaturizer],
  ["CountVectorsFeaturizer", countVectorsFeaturizer],
  ["SpacyFeaturizer", featurizer],
  ["DIETClassifier", jointClassifier],
  ["LogisticRegressionClassifier", intentClassifier],
  ["SklearnIntentClassifier", intentClassifier],
  ["KeywordIntentClassifier", keywordClassifier],
  ["FallbackClassifier", fallbackClassifier],
  ["CRFEntityExtractor", crfEntityExtractor],
  ["RegexEntityExtractor", regexEntityExtractor],
  ["SpacyNLP", spacyLanguageModel],
  ["SpacyEntityExtractor", spacyEntityExtractor],
  ["EntitySynonymMapper", entitySynonymMapper],
  ["ResponseSelector", responseSelector],
]);

/** Names of Rasa's components that have no counterpart, and what to take instead. */
const ALTERNATIVES: ReadonlyMap<string, string> = new Map([
  ["MitieNLP", "leave it out"],
  ["MitieTokenizer", "WhitespaceTokenizer"],
  ["MitieFeaturizer", "leave it out"],
  ["MitieIntentClassifier", "DIETClassifier"],
  ["MitieEntityExtractor", "CRFEntityExtractor"],
  ["JiebaTokenizer", "WhitespaceTokenizer (for languages with blanks between words)"],
  ["ConveRTFeaturizer", "leave it out"],
  ["LanguageModelFeaturizer", "leave it out"],
  ["DucklingEntityExtractor", "RegexEntityExtractor, or a custom action"],
]);

/** The names a pipeline may use. */
export const componentNames: ReadonlySet<string> = new Set(COMPONENTS.keys());

/** The component of a name. Throws `nlu/unknown-component` with what to take instead. */
export function findComponent(name: string): ComponentDefinition {
  const definition = COMPONENTS.get(name);
  if (definition !== undefined) return definition;
  const alternative = ALTERNATIVES.get(name);
  throw new TsbotError("nlu/unknown-component", `There is no component '${name}' in tsbot.`, {
    hint:
      alternative === undefined
        ? `${didYouMean(name, componentNames)} Components: ${[...componentNames].join(", ")}.`.trim()
        : `Instead: ${alternative}.`,
  });
}
