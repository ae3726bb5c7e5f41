/** What a component needs before it in the pipeline, and which options it has (Rasa 3.6's `get_default_config`). */
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
  /** Null where every option is taken. */
  readonly options: readonly string[] | null;
  readonly needs?: "tokenizer" | "featurizer" | "classifier" | "SpacyNLP";
  /** Languages it cannot split into words. */
  readonly refusedLanguages?: readonly string[];
}

const TOKENIZER_OPTIONS = [
  "intent_tokenization_flag",
  "intent_split_symbol",
  "token_pattern",
  "prefix_separator_symbol",
];

const REGEX_OPTIONS = ["case_sensitive", "use_lookup_tables", "use_regexes", "use_word_boundaries"];

const NETWORK_OPTIONS =
  `BILOU_flag batch_size batch_strategy checkpoint_model concat_dimension connection_density
  constrain_similarities dense_dimension drop_rate drop_rate_attention drop_small_last_batch embedding_dimension
  entity_recognition epochs evaluate_every_number_of_epochs evaluate_on_number_of_examples featurizers
  hidden_layers_sizes intent_classification learning_rate loss_type max_relative_position
  maximum_negative_similarity maximum_positive_similarity model_confidence negative_margin_scale
  number_of_attention_heads number_of_negative_examples number_of_transformer_layers random_seed ranking_length
  regularization_constant renormalize_confidences run_eagerly scale_loss share_hidden_layers similarity_type
  split_entities_by_comma tensorboard_log_directory tensorboard_log_level transformer_size unidirectional_encoder
  use_dense_input_dropout use_gpu use_key_relative_attention use_masked_language_model
  use_maximum_negative_similarity use_sparse_input_dropout use_value_relative_attention weight_sparsity`.split(
    /\s+/,
  );

/** Components of the pipeline by name. */
export const componentFacts: ReadonlyMap<string, ComponentFacts> = new Map<string, ComponentFacts>([
  [
    "WhitespaceTokenizer",
    { role: "tokenizer", options: TOKENIZER_OPTIONS, refusedLanguages: ["zh", "ja", "th"] },
  ],
  ["SpacyTokenizer", { role: "tokenizer", options: TOKENIZER_OPTIONS, needs: "SpacyNLP" }],
  ["SpacyNLP", { role: "model", options: ["model", "case_sensitive"] }],
  [
    "RegexFeaturizer",
    {
      role: "featurizer",
      options: [...REGEX_OPTIONS, "alias", "number_additional_patterns"],
      needs: "tokenizer",
    },
  ],
  ["LexicalSyntacticFeaturizer", { role: "featurizer", options: ["alias", "features"], needs: "tokenizer" }],
  [
    "CountVectorsFeaturizer",
    {
      role: "featurizer",
      needs: "tokenizer",
      options:
        `OOV_token OOV_words alias analyzer lowercase max_df max_features max_ngram min_df min_ngram stop_words
        strip_accents use_lemma use_shared_vocab additional_vocabulary_size`.split(/\s+/),
    },
  ],
  ["SpacyFeaturizer", { role: "featurizer", options: ["alias", "pooling"], needs: "tokenizer" }],
  ["DIETClassifier", { role: "joint", options: NETWORK_OPTIONS, needs: "featurizer" }],
  [
    "LogisticRegressionClassifier",
    {
      role: "classifier",
      needs: "featurizer",
      options: ["max_iter", "random_state", "ranking_length", "solver", "tol", "class_weight", "C"],
    },
  ],
  [
    "SklearnIntentClassifier",
    {
      role: "classifier",
      needs: "featurizer",
      options: ["C", "gamma", "kernels", "max_cross_validation_folds", "num_threads", "scoring_function"],
    },
  ],
  ["KeywordIntentClassifier", { role: "classifier", options: ["case_sensitive"] }],
  [
    "FallbackClassifier",
    { role: "fallback", options: ["threshold", "ambiguity_threshold"], needs: "classifier" },
  ],
  [
    "CRFEntityExtractor",
    {
      role: "extractor",
      needs: "tokenizer",
      options: `BILOU_flag L1_c L2_c features featurizers max_iterations split_entities_by_comma`.split(" "),
    },
  ],
  ["RegexEntityExtractor", { role: "extractor", options: REGEX_OPTIONS }],
  ["SpacyEntityExtractor", { role: "extractor", options: ["dimensions"], needs: "SpacyNLP" }],
  ["EntitySynonymMapper", { role: "other", options: [] }],
  [
    "ResponseSelector",
    {
      role: "other",
      options: [...NETWORK_OPTIONS, "retrieval_intent", "use_text_as_label"],
      needs: "featurizer",
    },
  ],
]);

const MEMOIZATION_OPTIONS = [
  "max_history",
  "priority",
  "enable_feature_string_compression",
  "use_nlu_confidence_as_score",
];

const DIALOGUE_OPTIONS = [
  ...NETWORK_OPTIONS,
  "max_history",
  "priority",
  "drop_rate_dialogue",
  "drop_rate_label",
  "e2e_confidence_threshold",
  "encoding_dimension",
  "ignore_intents_list",
  "tolerance",
];

/** What a policy takes by default to decide between equally sure ones, and its options. */
export const policyFacts: ReadonlyMap<
  string,
  { readonly priority: number; readonly options: readonly string[] }
> = new Map([
  [
    "RulePolicy",
    {
      priority: 4,
      options: [
        "core_fallback_threshold",
        "core_fallback_action_name",
        "enable_fallback_prediction",
        "restrict_rules",
        "check_for_contradictions",
        "use_nlu_confidence_as_score",
        "priority",
        "max_history",
      ],
    },
  ],
  ["MemoizationPolicy", { priority: 3, options: MEMOIZATION_OPTIONS }],
  ["AugmentedMemoizationPolicy", { priority: 3, options: MEMOIZATION_OPTIONS }],
  ["UnexpecTEDIntentPolicy", { priority: 2, options: DIALOGUE_OPTIONS }],
  ["TEDPolicy", { priority: 1, options: DIALOGUE_OPTIONS }],
]);
