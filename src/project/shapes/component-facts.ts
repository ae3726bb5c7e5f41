import type { JsonObject } from "../../base/index.ts";
import { networkOptions } from "./network-options.ts";

/** What a component is in tsbot, what it needs before it in the pipeline, and which options it has. */
export interface ComponentFacts {
  readonly role:
    | "model"
    | "tokenizer"
    | "featurizer"
    | "classifier"
    | "extractor"
    | "joint"
    | "fallback"
    | "other";
  /** One or two sentences for docs/pipeline.md. */
  readonly about: string;
  /** All it has, with their defaults (those of Rasa 3.6's `get_default_config`, where it is Rasa's). */
  readonly defaults: JsonObject;
  /** The names of all options. */
  readonly options: readonly string[];
  /** Options that do something; the others are read because Rasa's configurations have them. */
  readonly acting: readonly string[];
  /** Options without which it cannot be made. */
  readonly requires?: readonly string[];
  readonly needs?: "tokenizer" | "featurizer" | "classifier" | "SpacyNLP";
  /** Languages it cannot split into words. */
  readonly refusedLanguages?: readonly string[];
}

/** @param options those that act, and those that do nothing. */
function facts(
  about: Pick<ComponentFacts, "role" | "about" | "requires" | "needs" | "refusedLanguages">,
  { acting = {}, idle = {} }: { readonly acting?: JsonObject; readonly idle?: JsonObject } = {},
): ComponentFacts {
  const defaults = { ...acting, ...idle };
  return { ...about, defaults, options: Object.keys(defaults), acting: Object.keys(acting) };
}

const TOKENIZER = {
  acting: { token_pattern: null },
  idle: { intent_tokenization_flag: false, intent_split_symbol: "_", prefix_separator_symbol: null },
};

function network(acting: JsonObject, idle: JsonObject = {}): { acting: JsonObject; idle: JsonObject } {
  const others = Object.entries({ ...networkOptions, ...idle }).filter(
    ([name]) => !Object.hasOwn(acting, name),
  );
  return { acting, idle: Object.fromEntries(others) };
}

const SENTENCE_ENCODER =
  "The vector that a sentence encoder in the ONNX format (such as an exported MiniLM) makes of a text, with the WordPiece vocabulary that belongs to it. Needs the package `onnxruntime-node` (`ONNXRUNTIME_NODE_INSTALL=skip npm install onnxruntime-node`), in training and where the model runs. The encoder becomes part of the model.";

const ENCODER_OPTIONS = {
  acting: { alias: null, lowercase: true, max_length: 128, model_file: null, vocabulary_file: null },
};

/** Components of the pipeline by name. */
export const componentFacts: ReadonlyMap<string, ComponentFacts> = new Map<string, ComponentFacts>([
  [
    "WhitespaceTokenizer",
    facts(
      {
        role: "tokenizer",
        about: "Splits texts at blanks, and drops punctuation at the edges of words, exactly as Rasa's.",
        refusedLanguages: ["zh", "ja", "th"],
      },
      TOKENIZER,
    ),
  ],
  [
    "JiebaTokenizer",
    facts(
      {
        role: "tokenizer",
        about:
          "Splits Chinese, or any other `language`, into words by the dictionaries that are part of Node (`Intl.Segmenter`), not Jieba's.",
      },
      // A path is warned of in training.
      { acting: { ...TOKENIZER.acting, dictionary_path: null }, idle: TOKENIZER.idle },
    ),
  ],
  [
    "SpacyTokenizer",
    facts(
      {
        role: "tokenizer",
        about:
          "Splits texts at blanks, and punctuation from words, close to spaCy's rules; languages without blanks (zh, ja, th, km, lo, my) as JiebaTokenizer does.",
        needs: "SpacyNLP",
      },
      TOKENIZER,
    ),
  ],
  [
    "MitieTokenizer",
    facts({ role: "tokenizer", about: "Splits as SpacyTokenizer does, and needs no model." }, TOKENIZER),
  ],
  [
    "SpacyNLP",
    facts(
      {
        role: "model",
        about:
          "Does nothing: the language model that SpacyEntityExtractor uses comes with tsbot, whatever `model` says.",
      },
      { idle: { model: null, case_sensitive: false } },
    ),
  ],
  [
    "MitieNLP",
    facts(
      { role: "model", about: "Does nothing: no component needs MITIE's model." },
      { idle: { model: "data/total_word_feature_extractor.dat" } },
    ),
  ],
  [
    "RegexFeaturizer",
    facts(
      {
        role: "featurizer",
        about: "A feature for each regex and lookup table: which words and texts it matches.",
        needs: "tokenizer",
      },
      {
        acting: {
          alias: null,
          case_sensitive: true,
          use_lookup_tables: true,
          use_regexes: true,
          use_word_boundaries: true,
        },
        idle: { number_additional_patterns: null },
      },
    ),
  ],
  [
    "LexicalSyntacticFeaturizer",
    facts(
      {
        role: "featurizer",
        about:
          "Features of the form of words and their neighbours. Extractors make the default ones themselves; what `features` lists is added. `pos` and `pos2` are left out, with a warning: no component finds parts of speech.",
        needs: "tokenizer",
      },
      {
        acting: {
          alias: null,
          features: [
            ["low", "title", "upper"],
            ["BOS", "EOS", "low", "upper", "title", "digit"],
            ["low", "title", "upper"],
          ],
        },
      },
    ),
  ],
  [
    "CountVectorsFeaturizer",
    facts(
      {
        role: "featurizer",
        about:
          "Counts words, or pieces of n characters, of the training texts. Classifiers count words, pairs of words and up to five characters within words themselves: a CountVectorsFeaturizer within these limits (and with nothing else but `alias` set) adds nothing, unless `featurizers` names it.",
        needs: "tokenizer",
      },
      {
        acting: {
          OOV_token: null,
          OOV_words: [],
          alias: null,
          analyzer: "word",
          lowercase: true,
          max_df: 1,
          max_features: null,
          max_ngram: 1,
          min_df: 1,
          min_ngram: 1,
          stop_words: null,
          strip_accents: null,
          use_shared_vocab: false,
        },
        idle: { additional_vocabulary_size: null, use_lemma: true },
      },
    ),
  ],
  [
    "SpacyFeaturizer",
    facts(
      {
        role: "featurizer",
        about:
          "Does nothing: there are no vectors of spaCy here. WordVectorsFeaturizer reads such vectors of a file.",
        needs: "tokenizer",
      },
      { idle: { alias: null, pooling: "mean" } },
    ),
  ],
  [
    "WordVectorsFeaturizer",
    facts(
      {
        role: "featurizer",
        about:
          "tsbot's own: the mean of the vectors of a text's words, from a file of word2vec or fastText (`.vec`) in the project. The model keeps the words of the training data and the first `max_words` of the file.",
        requires: ["file"],
        needs: "tokenizer",
      },
      { acting: { alias: null, file: null, max_words: 20_000 } },
    ),
  ],
  [
    "LanguageModelFeaturizer",
    facts(
      {
        role: "featurizer",
        about: `${SENTENCE_ENCODER} Rasa's \`model_name\` and \`model_weights\`, which are downloaded there, have no effect.`,
        requires: ["model_file", "vocabulary_file"],
        needs: "tokenizer",
      },
      { ...ENCODER_OPTIONS, idle: { cache_dir: null, model_name: "bert", model_weights: null } },
    ),
  ],
  [
    "ConveRTFeaturizer",
    facts(
      {
        role: "featurizer",
        about: `${SENTENCE_ENCODER} As LanguageModelFeaturizer; ConveRT itself is not to be had any more.`,
        requires: ["model_file", "vocabulary_file"],
        needs: "tokenizer",
      },
      { ...ENCODER_OPTIONS, idle: { model_url: null } },
    ),
  ],
  [
    "DIETClassifier",
    facts(
      {
        role: "joint",
        about: "Finds the intent and the entities, by models of tsbot's own that train in seconds.",
        needs: "featurizer",
      },
      network({ entity_recognition: true, featurizers: [], intent_classification: true, ranking_length: 10 }),
    ),
  ],
  [
    "LogisticRegressionClassifier",
    facts(
      {
        role: "classifier",
        about: "Finds the intent, by the same model as DIETClassifier.",
        needs: "featurizer",
      },
      {
        acting: { ranking_length: 10 },
        idle: { C: 1, class_weight: "balanced", max_iter: 100, random_state: 42, solver: "lbfgs", tol: 1e-4 },
      },
    ),
  ],
  [
    "SklearnIntentClassifier",
    facts(
      {
        role: "classifier",
        about: "Finds the intent, by the same model as DIETClassifier.",
        needs: "featurizer",
      },
      {
        idle: {
          C: [1, 2, 5, 10, 20, 100],
          gamma: [0.1],
          kernels: ["linear"],
          max_cross_validation_folds: 5,
          num_threads: 1,
          scoring_function: "f1_weighted",
        },
      },
    ),
  ],
  [
    "KeywordIntentClassifier",
    facts(
      { role: "classifier", about: "Gives a message that holds a whole example its intent." },
      { acting: { case_sensitive: true } },
    ),
  ],
  [
    "FallbackClassifier",
    facts(
      {
        role: "fallback",
        about: "Gives messages that are not understood well enough the intent nlu_fallback.",
        needs: "classifier",
      },
      { acting: { threshold: 0.3, ambiguity_threshold: 0.1 } },
    ),
  ],
  [
    "CRFEntityExtractor",
    facts(
      {
        role: "extractor",
        about: "Finds entities, by the same model as DIETClassifier.",
        needs: "tokenizer",
      },
      {
        acting: { featurizers: [] },
        idle: {
          BILOU_flag: true,
          L1_c: 0.1,
          L2_c: 0.1,
          features: [
            ["low", "title", "upper"],
            [
              "low",
              "bias",
              "prefix5",
              "prefix2",
              "suffix5",
              "suffix3",
              "suffix2",
              "upper",
              "title",
              "digit",
              "pattern",
            ],
            ["low", "title", "upper"],
          ],
          max_iterations: 50,
          split_entities_by_comma: true,
        },
      },
    ),
  ],
  [
    "RegexEntityExtractor",
    facts(
      {
        role: "extractor",
        about: "Finds what the regexes and lookup tables match that have the name of an annotated entity.",
      },
      {
        acting: {
          case_sensitive: false,
          use_lookup_tables: true,
          use_regexes: true,
          use_word_boundaries: true,
        },
      },
    ),
  ],
  [
    "DucklingEntityExtractor",
    facts(
      {
        role: "extractor",
        about:
          "Finds times, durations, numbers, money, measures and addresses: by a server of Duckling at `url`, otherwise by itself, offline, in English and German.",
      },
      {
        acting: { url: null, dimensions: null, locale: null, timezone: null, timeout: 3 },
      },
    ),
  ],
  [
    "DucklingHTTPExtractor",
    facts(
      { role: "extractor", about: "The name of DucklingEntityExtractor in Rasa 2." },
      {
        acting: { url: null, dimensions: null, locale: null, timezone: null, timeout: 3 },
      },
    ),
  ],
  [
    "SpacyEntityExtractor",
    facts(
      {
        role: "extractor",
        about:
          "Finds names of people, places and organisations (PERSON, GPE, ORG), in English, offline; where `dimensions` names them also LOC, DATE, TIME, MONEY, PERCENT, CARDINAL and ORDINAL.",
        needs: "SpacyNLP",
      },
      { acting: { dimensions: null } },
    ),
  ],
  [
    "EntitySynonymMapper",
    facts({ role: "other", about: "Replaces entities by the values that their synonyms stand for." }),
  ],
  [
    "ResponseSelector",
    facts(
      {
        role: "other",
        about: "Selects the answer of a retrieval intent (`faq/hours`).",
        needs: "featurizer",
      },
      network(
        { featurizers: [], retrieval_intent: null },
        {
          hidden_layers_sizes: { text: [256, 128], label: [256, 128] },
          number_of_transformer_layers: 0,
          transformer_size: null,
          use_text_as_label: false,
        },
      ),
    ),
  ],
]);
