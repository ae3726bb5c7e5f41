import type { JsonArray } from "../base/index.ts";
import type { EntityRow } from "./entity-evaluation.ts";
import { isRight, type LabelRow } from "./label-evaluation.ts";

// Predictions one by one, in the shapes of Rasa's files and API (rasa/nlu/test.py 3.6).

/** Of `intent_errors.json`. */
export function intentErrors(rows: readonly LabelRow[]): JsonArray {
  return intentRows(rows.filter((row) => !isRight(row)));
}

/** Of `intent_successes.json`. */
export function intentSuccesses(rows: readonly LabelRow[]): JsonArray {
  return intentRows(rows.filter(isRight));
}

function intentRows(rows: readonly LabelRow[]): JsonArray {
  return rows.map(({ text, expected, predicted, confidence }) => ({
    text,
    intent: expected,
    intent_prediction: { name: predicted, confidence },
  }));
}

/** Of `response_selection_errors.json`. */
export function responseErrors(rows: readonly LabelRow[]): JsonArray {
  return responseRows(rows.filter((row) => !isRight(row)));
}

/** Of `response_selection_successes.json`. */
export function responseSuccesses(rows: readonly LabelRow[]): JsonArray {
  return responseRows(rows.filter(isRight));
}

function responseRows(rows: readonly LabelRow[]): JsonArray {
  return rows.map(({ text, expected, predicted, confidence }) => ({
    text,
    intent_response_key_target: expected,
    intent_response_key_prediction: { name: predicted, confidence },
  }));
}

/** Of `<Extractor>_errors.json`. */
export function entityErrors(rows: readonly EntityRow[]): JsonArray {
  return entityRows(rows.filter((row) => !row.isRight));
}

/** Of `<Extractor>_successes.json`: texts that have entities, all of which were found. */
export function entitySuccesses(rows: readonly EntityRow[]): JsonArray {
  return entityRows(rows.filter((row) => row.isRight && row.expected.length > 0));
}

function entityRows(rows: readonly EntityRow[]): JsonArray {
  return rows.map(({ text, expected, predicted }) => ({
    text,
    entities: expected as unknown as JsonArray,
    predicted_entities: predicted as unknown as JsonArray,
  }));
}
