import type { JsonArray, JsonObject } from "../base/index.ts";
import type { Interpreter } from "../conversation/index.ts";
import type { EntityEvaluation } from "./entity-evaluation.ts";
import { evaluate } from "./evaluation.ts";
import { isRight, type LabelEvaluation } from "./label-evaluation.ts";
import { entityErrors, intentErrors } from "./rasa-rows.ts";
import { type LabelledText, type Understood, understandTexts } from "./understood.ts";

/** Understands every text, and reports how well: intents, entities by extractor, responses of retrieval intents. */
export async function evaluateUnderstanding(
  texts: readonly LabelledText[],
  interpreter: Interpreter,
  pause: () => Promise<void>,
): Promise<JsonObject> {
  return understandingReport(await understandTexts(texts, interpreter, pause));
}

/** The same of texts that were understood already, as Rasa's API answers it (rasa/nlu/test.py 3.6, `run_evaluation`). */
export function understandingReport(understood: readonly Understood[]): JsonObject {
  const { intents, entities, responses } = evaluate(understood);
  const extractors = [...(entities?.extractors ?? [])];
  return {
    intent_evaluation: intents === null ? null : intentReport(intents),
    entity_evaluation:
      extractors.length === 0
        ? null
        : Object.fromEntries(extractors.map(([name, of]) => [name, extractorReport(of)])),
    response_selection_evaluation: responses === null ? null : responseReport(responses),
  };
}

function intentReport({ rows, report, precision, f1, accuracy }: LabelEvaluation): JsonObject {
  return {
    predictions: rows.map(({ text, expected, predicted, confidence }) => ({
      text,
      intent: expected,
      predicted,
      confidence,
    })),
    report,
    precision,
    f1_score: f1,
    accuracy,
    errors: intentErrors(rows),
  };
}

/** Word by word. */
function extractorReport({ rows, report, precision, f1, accuracy }: EntityEvaluation): JsonObject {
  return { report, precision, f1_score: f1, accuracy, errors: entityErrors(rows) };
}

function responseReport({ rows, report, precision, f1, accuracy }: LabelEvaluation): JsonObject {
  const toJson = (some: LabelEvaluation["rows"]): JsonArray =>
    some.map(({ text, expected, predicted, confidence }) => ({
      text,
      intent_response_key_target: expected,
      intent_response_key_prediction: predicted,
      confidence,
    }));
  return {
    predictions: toJson(rows),
    report,
    precision,
    f1_score: f1,
    accuracy,
    errors: toJson(rows.filter((row) => !isRight(row))),
  };
}
