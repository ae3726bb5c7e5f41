import { didYouMean, TsbotError } from "../base/index.ts";
import { fallbackClassifier } from "./classifiers/fallback.ts";
import { intentClassifier } from "./classifiers/intents.ts";
import { jointClassifier } from "./classifiers/joint.ts";
import { keywordClassifier } from "./classifiers/keyword.ts";
import { crfEntityExtractor } from "./extractors/crf.ts";
import { ducklingEntityExtractor } from "./extractors/duckling/index.ts";
import { regexEntityExtractor } from "./extractors/regex.ts";
import { spacyEntityExtractor, spacyLanguageModel } from "./extractors/spacy.ts";
import { entitySynonymMapper } from "./extractors/synonyms.ts";
import { countVectorsFeaturizer } from "./featurizers/count-vectors.ts";
import { languageModelFeaturizer } from "./featurizers/language-model.ts";
import { lexicalSyntacticFeaturizer } from "./featurizers/lexical-syntactic.ts";
import { regexFeaturizer } from "./featurizers/regex.ts";
import { wordVectorsFeaturizer } from "./featurizers/word-vectors.ts";
import { type ComponentDefinition, untrained } from "./registry.ts";
import { responseSelector } from "./selectors/response-selector.ts";
import { jiebaTokenizer } from "./tokenizers/jieba.ts";
import { mitieTokenizer } from "./tokenizers/mitie.ts";
import { spacyTokenizer } from "./tokenizers/spacy.ts";
import { whitespaceTokenizer } from "./tokenizers/whitespace.ts";

/** What names a model of Rasa's that is not needed here. */
const nothingToDo = untrained(() => ({ process: () => {} }));

/** What each of Rasa's component names is in tsbot. */
export const COMPONENTS: ReadonlyMap<string, ComponentDefinition> = new Map([
  ["WhitespaceTokenizer", whitespaceTokenizer],
  ["SpacyTokenizer", spacyTokenizer],
  ["MitieTokenizer", mitieTokenizer],
  ["JiebaTokenizer", jiebaTokenizer],
  ["RegexFeaturizer", regexFeaturizer],
  ["LexicalSyntacticFeaturizer", lexicalSyntacticFeaturizer],
  ["CountVectorsFeaturizer", countVectorsFeaturizer],
  ["SpacyFeaturizer", nothingToDo],
  ["WordVectorsFeaturizer", wordVectorsFeaturizer],
  ["LanguageModelFeaturizer", languageModelFeaturizer("LanguageModelFeaturizer")],
  ["ConveRTFeaturizer", languageModelFeaturizer("ConveRTFeaturizer")],
  ["DIETClassifier", jointClassifier],
  ["LogisticRegressionClassifier", intentClassifier],
  ["SklearnIntentClassifier", intentClassifier],
  ["KeywordIntentClassifier", keywordClassifier],
  ["FallbackClassifier", fallbackClassifier],
  ["CRFEntityExtractor", crfEntityExtractor],
  ["DucklingEntityExtractor", ducklingEntityExtractor],
  ["DucklingHTTPExtractor", ducklingEntityExtractor],
  ["RegexEntityExtractor", regexEntityExtractor],
  ["MitieNLP", nothingToDo],
  ["SpacyNLP", spacyLanguageModel],
  ["SpacyEntityExtractor", spacyEntityExtractor],
  ["EntitySynonymMapper", entitySynonymMapper],
  ["ResponseSelector", responseSelector],
]);

/** Names of Rasa's components that have no counterpart, and what to take instead. */
const ALTERNATIVES: ReadonlyMap<string, string> = new Map([
  ["MitieFeaturizer", "leave it out"],
  ["MitieIntentClassifier", "DIETClassifier"],
  ["MitieEntityExtractor", "CRFEntityExtractor"],
]);

/** The names a pipeline may use. */
export const componentNames: ReadonlySet<string> = new Set(COMPONENTS.keys());

/**
 * The component of a name. Throws `nlu/unknown-component` with what to take instead.
 *
 * @param own names of the project's own components.
 */
export function findComponent(name: string, own: Iterable<string> = []): ComponentDefinition {
  const definition = COMPONENTS.get(name);
  if (definition !== undefined) return definition;
  const alternative = ALTERNATIVES.get(name);
  const known = [...componentNames, ...own];
  const where = alternative === undefined ? "in tsbot or in the project's components/" : "in tsbot";
  throw new TsbotError("nlu/unknown-component", `There is no component '${name}' ${where}.`, {
    hint:
      alternative === undefined
        ? `${didYouMean(name, known)} Components: ${known.join(", ")}.`.trim()
        : `Instead: ${alternative}.`,
  });
}
