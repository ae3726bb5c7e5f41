import type { JsonObject } from "../base/index.ts";
import type { Entity, IntentPrediction, ParseContext } from "../conversation/index.ts";
import type { FeatureSource } from "./features.ts";

/** A word of a text with its place; offsets count UTF-16 units, end exclusive. */
export interface Token {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** A text on its way through the pipeline: each component adds what it knows. */
export interface Message {
  readonly text: string;
  /** When and where it was written, as far as that is known. */
  readonly context: ParseContext;
  tokens: readonly Token[];
  /** What the featurizers before provide, in their order. */
  features: readonly FeatureSource[];
  intent: IntentPrediction;
  ranking: readonly IntentPrediction[];
  entities: readonly Entity[];
  responseSelector: JsonObject | null;
  /** Whether a tokenizer ran: the result lists tokens only then. */
  isTokenized: boolean;
}

/**
 * How much of a message is understood, in UTF-16 units: finding names, and some of a project's regexes, take time that
 * grows faster than the text, and the server answers nobody else meanwhile.
 */
const LONGEST_TEXT = 4_000;

/** The beginning of a text that is understood; the whole of nearly all. Ends between two words where it can. */
export function understoodPart(text: string): string {
  if (text.length <= LONGEST_TEXT) return text;
  const part = text.slice(0, LONGEST_TEXT + 1);
  const end = part.search(/\s\S*$/);
  // Without a blank the cut may meet half a character, which is left out.
  return end > 0 ? part.slice(0, end) : part.slice(0, LONGEST_TEXT).replace(/[\uD800-\uDBFF]$/, "");
}

/** A text nothing is known of. */
export function createMessage(text: string, context: ParseContext = {}): Message {
  return {
    text,
    context,
    tokens: [],
    features: [],
    intent: { name: null, confidence: 0 },
    ranking: [],
    entities: [],
    responseSelector: null,
    isTokenized: false,
  };
}
