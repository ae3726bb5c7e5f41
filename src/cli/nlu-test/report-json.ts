import type { JsonArray, JsonObject } from "../../base/index.ts";
import {
  type Changes,
  confusions,
  countFallbacks,
  countWrong,
  type EntityEvaluation,
  type Evaluation,
  type LabelEvaluation,
} from "../../evaluation/index.ts";

/** What `--json` prints of an evaluation. */
export function evaluationToJson({ intents, responses, entities }: Evaluation): JsonObject {
  return {
    intents: intents === null ? null : labelsToJson(intents),
    responses: responses === null ? null : labelsToJson(responses),
    entities:
      entities === null
        ? null
        : {
            ...entitiesToJson(entities.all),
            extractors: Object.fromEntries(
              [...entities.extractors].map(([name, of]) => [name, entitiesToJson(of)]),
            ),
          },
  };
}

function labelsToJson(evaluation: LabelEvaluation): JsonObject {
  const { accuracy, precision, macroF1, f1, calibrationError, rows, lines } = evaluation;
  return {
    examples: rows.length,
    wrong: countWrong(evaluation),
    fallbacks: { ...countFallbacks(evaluation) },
    accuracy,
    precision,
    macro_f1: macroF1,
    weighted_f1: f1,
    expected_calibration_error: calibrationError,
    f1: Object.fromEntries([...lines].map(([label, line]) => [label, line["f1-score"]])),
    confusions: confusions(rows).map(({ expected, predicted, rows: some }) => ({
      expected,
      predicted,
      count: some.length,
    })),
  };
}

function entitiesToJson({
  accuracy,
  precision,
  macroF1,
  f1,
  strict,
  rows,
  lines,
}: EntityEvaluation): JsonObject {
  return {
    examples: rows.length,
    wrong: rows.filter(({ isRight }) => !isRight).length,
    accuracy,
    precision,
    macro_f1: macroF1,
    weighted_f1: f1,
    strict_f1: strict.f1,
    f1: Object.fromEntries([...lines].map(([label, line]) => [label, line["f1-score"]])),
  };
}

/** What `--json` prints of changes. */
export function changesToJson(changes: Changes): JsonObject {
  const examples = (rows: LabelEvaluation["rows"] | null): JsonArray | null =>
    rows?.map(({ text, expected, predicted }) => ({ text, intent: expected, predicted })) ?? null;
  return {
    figures: changes.intentFigures.map((change) => ({ ...change })),
    intents: changes.intents.map((change) => ({ ...change })),
    extractors: changes.extractors.map((change) => ({ ...change })),
    newly_wrong: examples(changes.newlyWrong),
    newly_right: examples(changes.newlyRight),
  };
}
