import type { JsonValue } from "../../base/index.ts";

/** What the values of an option can be; nothing (`option:`) is the default always. */
export type OptionKind =
  | { readonly type: "flag" | "text" | "list" | "window" }
  | { readonly type: "choice"; readonly words: readonly string[] }
  | OptionRange;

/** Between what the value of an option must lie, and why. */
export interface OptionRange {
  readonly type: "range";
  readonly least: number;
  readonly most: number;
  readonly why: string;
  /** A number outside is only warned of. */
  readonly isHarmless?: boolean;
  readonly isWhole?: boolean;
  /** Checked also where the option has no effect. */
  readonly isAlwaysChecked?: boolean;
}

const FLAG: OptionKind = { type: "flag" };
const TEXT: OptionKind = { type: "text" };
const LIST: OptionKind = { type: "list" };

const CONFIDENCE: OptionRange = {
  type: "range",
  least: 0,
  most: 1,
  why: "a confidence lies between 0 and 1",
  isAlwaysChecked: true,
};

function wholeFrom(least: number, why: string): OptionRange {
  return { type: "range", least, most: 1e9, why, isWhole: true };
}

/** Words that `features` of LexicalSyntacticFeaturizer may hold. */
export const lexicalFeatures: readonly string[] =
  "BOS EOS low upper title digit prefix5 prefix2 suffix5 suffix3 suffix2 suffix1 pos pos2".split(" ");

/** Options of components and policies whose values are checked, by name. */
export const optionKinds: Readonly<Record<string, OptionKind>> = {
  threshold: CONFIDENCE,
  ambiguity_threshold: CONFIDENCE,
  core_fallback_threshold: CONFIDENCE,
  max_history: {
    type: "range",
    least: 1,
    most: 1e6,
    why: "at least one turn must be looked at",
    isHarmless: true,
    isAlwaysChecked: true,
  },
  epochs: {
    type: "range",
    least: 1,
    most: 1e9,
    why: "training takes at least one epoch",
    isAlwaysChecked: true,
  },
  ranking_length: { type: "range", least: 0, most: 1e9, why: "it counts intents", isAlwaysChecked: true },
  token_pattern: TEXT,
  dictionary_path: TEXT,
  alias: TEXT,
  case_sensitive: FLAG,
  use_lookup_tables: FLAG,
  use_regexes: FLAG,
  use_word_boundaries: FLAG,
  features: { type: "window" },
  analyzer: { type: "choice", words: ["word", "char", "char_wb"] },
  min_ngram: wholeFrom(1, "it counts words or characters"),
  max_ngram: wholeFrom(1, "it counts words or characters"),
  lowercase: FLAG,
  min_df: { type: "range", least: 0, most: 1e9, why: "it is a share or a count of texts" },
  max_df: { type: "range", least: 0, most: 1e9, why: "it is a share or a count of texts" },
  max_features: wholeFrom(1, "it counts words"),
  stop_words: LIST,
  strip_accents: { type: "choice", words: ["ascii", "unicode"] },
  OOV_token: TEXT,
  OOV_words: LIST,
  use_shared_vocab: FLAG,
  featurizers: LIST,
  dimensions: LIST,
  url: TEXT,
  locale: TEXT,
  timezone: TEXT,
  timeout: { type: "range", least: 0, most: 3_600, why: "it counts seconds" },
  intent_classification: FLAG,
  entity_recognition: FLAG,
  retrieval_intent: TEXT,
  file: TEXT,
  max_words: wholeFrom(0, "it counts words"),
  model_file: TEXT,
  vocabulary_file: TEXT,
  max_length: { type: "range", least: 3, most: 8192, why: "it counts pieces of words", isWhole: true },
};

/** Why an option cannot have a value, or null. */
export function optionProblem(kind: OptionKind, value: JsonValue): string | null {
  switch (kind.type) {
    case "flag":
      return typeof value === "boolean" ? null : "it is true or false";
    case "text":
      return typeof value === "string" ? null : "it is a text";
    case "list":
      return Array.isArray(value) ? null : "it is a list";
    case "window":
      return windowProblem(value);
    case "choice":
      return typeof value === "string" && kind.words.includes(value)
        ? null
        : `it is one of ${kind.words.join(", ")}`;
    case "range":
      return rangeProblem(kind, value);
  }
}

function rangeProblem({ least, most, why, isWhole = false }: OptionRange, value: JsonValue): string | null {
  // `epochs: [20, 200]`, a schedule, and the like.
  if (Array.isArray(value) && !isWhole) return null;
  const fits = typeof value === "number" && value >= least && value <= most;
  return fits && (!isWhole || Number.isInteger(value)) ? null : why;
}

/** Lists of features of a word, for each word around. */
function windowProblem(value: JsonValue): string | null {
  if (!Array.isArray(value) || !value.every(Array.isArray)) return "it is a list of lists";
  const unknown = value
    .flat()
    .find((feature) => typeof feature !== "string" || !lexicalFeatures.includes(feature));
  return unknown === undefined
    ? null
    : `${JSON.stringify(unknown)} is no feature; there are ${lexicalFeatures.join(", ")}`;
}
