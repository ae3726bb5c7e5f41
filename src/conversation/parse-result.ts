import type { JsonObject, JsonValue } from "../base/index.ts";

export interface IntentPrediction {
  readonly name: string | null;
  /** In [0, 1]; absent on external events. */
  readonly confidence?: number;
}

/** Offsets count UTF-16 units of the text, end exclusive; external events carry none. */
export interface Entity {
  readonly entity: string;
  readonly value: JsonValue;
  readonly start?: number;
  readonly end?: number;
  readonly extractor?: string;
  readonly role?: string;
  readonly group?: string;
  readonly confidence_entity?: number;
  readonly confidence_role?: number;
  readonly confidence_group?: number;
  readonly processors?: readonly string[];
  readonly text?: string;
  readonly additional_info?: JsonValue;
  readonly confidence?: number;
}

/** What understanding a text gave: Rasa's parse result, letter for letter (inventory §7.1). */
export interface ParseResult {
  readonly text: string;
  readonly intent: IntentPrediction;
  readonly entities: readonly Entity[];
  readonly intent_ranking?: readonly IntentPrediction[];
  /** `[start, end]` of each token. */
  readonly text_tokens?: readonly (readonly [number, number])[];
  readonly response_selector?: JsonObject;
  readonly message_id?: string | null;
  readonly metadata?: JsonObject;
}

/** The port of understanding: the NLU pipeline, a remote server, or a fixed table in tests. */
export interface Interpreter {
  /** @param text what the person wrote, stripped. */
  parse(text: string, context?: ParseContext): Promise<ParseResult>;
}

/** What time-dependent extractors need to know of a message. */
export interface ParseContext {
  /** Epoch milliseconds. */
  readonly referenceTime?: number;
  readonly timeZone?: string;
}
