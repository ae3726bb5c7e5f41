import { networkOptions } from "./network-options.ts";

const RULE_OPTIONS = [
  "core_fallback_threshold",
  "core_fallback_action_name",
  "enable_fallback_prediction",
  "restrict_rules",
  "check_for_contradictions",
  "use_nlu_confidence_as_score",
  "priority",
];

const MEMOIZATION_OPTIONS = [
  "max_history",
  "priority",
  "enable_feature_string_compression",
  "use_nlu_confidence_as_score",
];

const DIALOGUE_OPTIONS = [
  ...Object.keys(networkOptions),
  "max_history",
  "priority",
  "drop_rate_dialogue",
  "drop_rate_label",
  "e2e_confidence_threshold",
  "encoding_dimension",
  "ignore_intents_list",
  "tolerance",
];

/** Options of policies that do something. */
export const actingOptions: Readonly<Record<string, readonly string[]>> = {
  RulePolicy: RULE_OPTIONS,
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

/** What a policy takes by default to decide between equally sure ones, and its options. */
export const policyFacts: ReadonlyMap<
  string,
  { readonly priority: number; readonly options: readonly string[] }
> = new Map([
  [
    "RulePolicy",
    {
      priority: 4,
      options: [...RULE_OPTIONS, "max_history"],
    },
  ],
  ["MemoizationPolicy", { priority: 3, options: MEMOIZATION_OPTIONS }],
  ["AugmentedMemoizationPolicy", { priority: 3, options: MEMOIZATION_OPTIONS }],
  ["UnexpecTEDIntentPolicy", { priority: 2, options: DIALOGUE_OPTIONS }],
  ["TEDPolicy", { priority: 1, options: DIALOGUE_OPTIONS }],
]);
