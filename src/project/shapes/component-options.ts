import type { JsonValue } from "../../base/index.ts";
import { optionRanges } from "./option-ranges.ts";
import type { Shape } from "./shape.ts";

/** What an option of a component or policy does. */
const ABOUT: Readonly<Record<string, string>> = {
  // Tokenizers
  intent_tokenization_flag: "Whether intents' names are split too, for messages with several intents.",
  intent_split_symbol: "The sign between the parts of an intent's name.",
  token_pattern: "A pattern of what is a token within the words.",
  prefix_separator_symbol: "The sign between the prefix and the rest of an intent's name.",
  // Models and featurizers
  model: "The name of the language model.",
  case_sensitive: "Whether capital and small letters differ.",
  use_lookup_tables: "Whether the lookup tables of the data count.",
  use_regexes: "Whether the patterns of the data count.",
  use_word_boundaries: "Whether words of lookup tables must stand alone in the text.",
  number_additional_patterns: "Room for patterns that are added later.",
  alias: "A name by which `featurizers` of later components mean this one.",
  analyzer: "What is counted: words, or pieces of n characters (char, char_wb: within words).",
  min_ngram: "The least number of words or characters in a piece.",
  max_ngram: "The greatest number of words or characters in a piece.",
  lowercase: "Whether texts are taken in small letters.",
  max_df: "Leaves out words of more texts than this: a share, or a count.",
  min_df: "Leaves out words of fewer texts than this: a share, or a count.",
  max_features: "How many of the most frequent words are kept.",
  stop_words: "Words that are left out.",
  strip_accents: "Whether accents are removed: ascii, unicode, or nothing.",
  use_lemma: "Whether words are taken in their base form, where a language model knows it.",
  use_shared_vocab: "Whether messages and intents share their words.",
  additional_vocabulary_size: "Room for words that are added later.",
  OOV_token: "The word that stands for unknown ones.",
  OOV_words: "Words that are taken for unknown ones in training.",
  features: "The properties of a word and of those before and after it that count.",
  pooling: "How a text's vector is made of those of its words: mean or max.",
  featurizers: "The aliases of the featurizers whose features are taken; all unless given.",
  dimensions: "The kinds of entities that are taken from the language model; all unless given.",
  // Training
  epochs: "How many times training goes through the data.",
  batch_size: "How many examples are learnt at once; two numbers: from the first epoch to the last.",
  batch_strategy: "How batches are made: balanced or sequence.",
  learning_rate: "How far one step of training goes.",
  random_seed: "The same seed gives the same model.",
  random_state: "The same seed gives the same model.",
  drop_rate: "The share of connections that are left out at random in training.",
  drop_rate_attention: "The share of attention that is left out at random in training.",
  drop_rate_dialogue: "The share of the dialogue's encoding that is left out at random in training.",
  drop_rate_label: "The share of the labels' encoding that is left out at random in training.",
  regularization_constant: "How much large weights are held against a model.",
  max_iter: "The most steps that training takes.",
  max_iterations: "The most steps that training takes.",
  tol: "Training stops when a step improves less than this.",
  tolerance: "How rare an intent may be at a point before it is held for unexpected.",
  solver: "How the weights are found.",
  C: "How little large weights are held against a model: greater fits closer.",
  class_weight: "What rare intents count for: balanced, or a weight for each.",
  gamma: "How far the influence of one example reaches.",
  kernels: "The kernels that are tried.",
  max_cross_validation_folds: "Into how many parts the data are split at most to compare settings.",
  scoring_function: "By what settings are compared.",
  num_threads: "How many threads training may take.",
  L1_c: "How much many weights are held against a model.",
  L2_c: "How much large weights are held against a model.",
  evaluate_every_number_of_epochs: "How often training is measured, in epochs; -1: at its end.",
  evaluate_on_number_of_examples: "How many examples are set aside to measure training by.",
  constrain_similarities: "Whether all similarities are kept small too, so that confidences spread better.",
  // Networks
  hidden_layers_sizes: "The sizes of the layers before the encoder, for text and label.",
  share_hidden_layers: "Whether text and label share these layers.",
  transformer_size: "The size of the encoder's layers.",
  number_of_transformer_layers: "How many layers the encoder has.",
  number_of_attention_heads: "How many heads the encoder has.",
  embedding_dimension: "The size of the vectors in which text and label are compared.",
  dense_dimension: "The size that sparse features are brought to.",
  concat_dimension: "The size that sequence features are brought to before they are joined.",
  encoding_dimension: "The size that features are brought to before the dialogue's encoder.",
  unidirectional_encoder: "Whether the encoder looks only at what came before.",
  number_of_negative_examples: "With how many wrong labels each example is compared.",
  similarity_type: "How text and label are compared: auto, cosine or inner.",
  loss_type: "What training makes small: cross_entropy or margin.",
  model_confidence: "How similarities become confidences.",
  renormalize_confidences: "Whether the confidences that are kept are made to add up to 1.",
  ranking_length: "How many of the best intents keep their confidence; 0: all.",
  BILOU_flag: "Whether the first, inner and last words of entities are told apart.",
  split_entities_by_comma: "Whether a comma ends an entity.",
  // Understanding
  intent_classification: "Whether it finds intents.",
  entity_recognition: "Whether it finds entities.",
  use_masked_language_model: "Whether it also learns to guess words that are hidden.",
  retrieval_intent: "The retrieval intent whose answers it selects; all unless given.",
  use_text_as_label: "Whether answers' texts are compared, and not their names.",
  threshold: "Below this confidence a message has the intent nlu_fallback.",
  ambiguity_threshold: "With the two best intents closer than this a message has the intent nlu_fallback.",
  // Policies
  max_history: "How many turns it looks back.",
  priority: "Who decides between equally sure policies: the higher.",
  use_nlu_confidence_as_score: "Whether it is only as sure as the intent was.",
  enable_feature_string_compression: "Whether what it remembers is kept compressed.",
  core_fallback_threshold: "Below this confidence the fallback action is taken.",
  core_fallback_action_name: "The action that is taken when no policy is sure enough.",
  enable_fallback_prediction: "Whether the fallback action is taken at all.",
  restrict_rules: "Whether rules with more than one message are refused.",
  check_for_contradictions: "Whether rules and stories that contradict each other are refused.",
  e2e_confidence_threshold: "How sure it must be to go by the text and not by the intent.",
  ignore_intents_list: "Intents that are never held for unexpected.",
};

const EXAMPLES: Readonly<Record<string, JsonValue>> = {
  analyzer: "char_wb",
  epochs: 100,
  threshold: 0.3,
  ambiguity_threshold: 0.1,
  core_fallback_threshold: 0.3,
  max_history: 5,
  model: "en_core_web_md",
  dimensions: ["PERSON"],
  max_ngram: 4,
};

/** Options that do something in tsbot; the others are read because Rasa's configurations have them. */
const ACTING: Readonly<Record<string, readonly string[]>> = {
  WhitespaceTokenizer: ["token_pattern"],
  SpacyTokenizer: ["token_pattern"],
  RegexFeaturizer: ["alias", "case_sensitive", "use_lookup_tables", "use_regexes", "use_word_boundaries"],
  LexicalSyntacticFeaturizer: ["alias", "features"],
  CountVectorsFeaturizer:
    `OOV_token OOV_words alias analyzer lowercase max_df max_features max_ngram min_df min_ngram stop_words
    strip_accents use_shared_vocab`.split(/\s+/),
  DIETClassifier: ["intent_classification", "entity_recognition", "featurizers", "ranking_length"],
  CRFEntityExtractor: ["featurizers"],
  LogisticRegressionClassifier: ["ranking_length"],
  KeywordIntentClassifier: ["case_sensitive"],
  FallbackClassifier: ["threshold", "ambiguity_threshold"],
  RegexEntityExtractor: ["case_sensitive", "use_lookup_tables", "use_regexes", "use_word_boundaries"],
  SpacyEntityExtractor: ["dimensions"],
  ResponseSelector: ["featurizers", "retrieval_intent"],
  RulePolicy: [
    "core_fallback_threshold",
    "core_fallback_action_name",
    "enable_fallback_prediction",
    "restrict_rules",
    "check_for_contradictions",
    "use_nlu_confidence_as_score",
    "priority",
  ],
  MemoizationPolicy: ["max_history", "use_nlu_confidence_as_score", "priority"],
  AugmentedMemoizationPolicy: ["max_history", "use_nlu_confidence_as_score", "priority"],
  TEDPolicy: [
    "max_history",
    "priority",
    "epochs",
    "random_seed",
    "ranking_length",
    "e2e_confidence_threshold",
  ],
  UnexpecTEDIntentPolicy: ["max_history", "priority", "epochs", "tolerance", "ignore_intents_list"],
};

function aboutOption(component: string, option: string): string {
  const about = Object.hasOwn(ABOUT, option) ? ABOUT[option] : undefined;
  if (ACTING[component]?.includes(option) === true) return about ?? "";
  return about === undefined ? "Of Rasa's; has no effect in tsbot." : `${about} Has no effect in tsbot.`;
}

/** What an option of a component or policy may hold. */
export function optionShape(component: string, option: string): Shape {
  const example = Object.hasOwn(EXAMPLES, option) ? EXAMPLES[option] : undefined;
  const shown = { about: aboutOption(component, option), ...(example !== undefined && { example }) };
  const range = Object.hasOwn(optionRanges, option) ? optionRanges[option] : undefined;
  if (range === undefined) return { kind: "anything", ...shown };
  const { least, most, isHarmless = false } = range;
  return { kind: "range", ...(!isHarmless && { least, most }), ...shown };
}
