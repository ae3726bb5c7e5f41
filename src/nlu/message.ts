import type { JsonObject } from "../base/index.ts";
import type { Entity, IntentPrediction } from "../conversation/index.ts";

/** A word of a text with its place; offsets count UTF-16 units, end exclusive. */
export interface Token {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** A text on its way through the pipeline: each component adds what it knows. */
export interface Message {
  readonly text: string;
  tokens: readonly Token[];
  intent: IntentPrediction;
  ranking: readonly IntentPrediction[];
  entities: readonly Entity[];
  responseSelector: JsonObject | null;
  /** Whether a tokenizer ran: the result lists tokens only then. */
  isTokenized: boolean;
}

/** A text nothing is known of. */
export function createMessage(text: string): Message {
  return {
    text,
    tokens: [],
    intent: { name: null, confidence: 0 },
    ranking: [],
    entities: [],
    responseSelector: null,
    isTokenized: false,
  };
}
