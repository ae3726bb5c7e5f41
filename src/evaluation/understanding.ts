import { isJsonObject, type JsonArray, type JsonObject } from "../base/index.ts";
import type { Entity, Interpreter, ParseResult } from "../conversation/index.ts";
import { classificationReport, type Labelled, withConfusions } from "./classification-report.ts";

/** A text with what it should be understood as. */
export interface LabelledText {
  readonly text: string;
  /** With its response, e.g. `faq/opening`, where it has one. */
  readonly intent?: string;
  readonly entities: readonly Pick<Entity, "entity" | "start" | "end" | "role" | "group">[];
}

/** A text, and what it was understood as. */
export interface Understood {
  readonly wanted: LabelledText;
  readonly result: ParseResult;
}

/** Rasa's name for a word that belongs to no entity. */
const NO_ENTITY = "no_entity";

/** Understands every text, and reports how well: intents, entities by extractor, responses of retrieval intents. */
export async function evaluateUnderstanding(
  texts: readonly LabelledText[],
  interpreter: Interpreter,
  pause: () => Promise<void>,
): Promise<JsonObject> {
  const understood: Understood[] = [];
  for (const wanted of texts) {
    understood.push({ wanted, result: await interpreter.parse(wanted.text) });
    if (understood.length % 50 === 0) await pause();
  }
  return understandingReport(understood);
}

/** The same of texts that were understood already (rasa/nlu/test.py 3.6, `run_evaluation`). */
export function understandingReport(understood: readonly Understood[]): JsonObject {
  return {
    intent_evaluation: intentReport(understood),
    entity_evaluation: entityReports(understood),
    response_selection_evaluation: responseReport(understood),
  };
}

function intentReport(understood: readonly Understood[]): JsonObject | null {
  const labelled = understood.filter(({ wanted }) => wanted.intent !== undefined);
  if (labelled.length === 0) return null;
  const rows = labelled.map(({ wanted, result }) => ({
    text: wanted.text,
    intent: (wanted.intent ?? "").split("/", 1)[0] ?? "",
    predicted: result.intent.name ?? "",
    confidence: result.intent.confidence ?? 0,
  }));
  const pairs = rows.map(({ intent, predicted }) => ({ expected: intent, predicted }));
  const scores = classificationReport(pairs);
  return {
    predictions: rows as unknown as JsonArray,
    report: withConfusions(scores.report, pairs),
    precision: scores.precision,
    f1_score: scores.f1,
    accuracy: scores.accuracy,
    errors: rows
      .filter(({ intent, predicted }) => intent !== predicted)
      .map(({ text, intent, predicted, confidence }) => ({
        text,
        intent,
        intent_prediction: { name: predicted, confidence },
      })),
  };
}

/** Word by word, for each extractor that found something or, where none did, for nobody. */
function entityReports(understood: readonly Understood[]): JsonObject | null {
  const extractors = new Set(
    understood.flatMap(({ result }) => result.entities.map(({ extractor }) => extractor ?? "")),
  );
  if (extractors.size === 0) return null;
  const reports = [...extractors].sort().map((extractor): [string, JsonObject] => {
    const pairs = understood.flatMap((one) => wordLabels(one, extractor));
    const { report, precision, f1, accuracy } = classificationReport(pairs, NO_ENTITY);
    const errors = understood
      .filter((one) => wordLabels(one, extractor).some(({ expected, predicted }) => expected !== predicted))
      .map(({ wanted, result }) => ({
        text: wanted.text,
        entities: wanted.entities as unknown as JsonArray,
        predicted_entities: result.entities.filter(
          (found) => found.extractor === extractor,
        ) as unknown as JsonArray,
      }));
    return [extractor, { report, precision, f1_score: f1, accuracy, errors }];
  });
  return Object.fromEntries(reports);
}

function wordLabels({ wanted, result }: Understood, extractor: string): readonly Labelled[] {
  const found = result.entities.filter((entity) => (entity.extractor ?? "") === extractor);
  return wordsOf(wanted.text, result).map(([start, end]) => ({
    expected: labelAt(wanted.entities, start, end),
    predicted: labelAt(found, start, end),
  }));
}

function wordsOf(text: string, { text_tokens: tokens }: ParseResult): readonly (readonly [number, number])[] {
  if (tokens !== undefined) return tokens;
  return [...text.matchAll(/\S+/g)].map((match) => [match.index, match.index + match[0].length] as const);
}

function labelAt(entities: LabelledText["entities"], start: number, end: number): string {
  const entity = entities.find((one) => (one.start ?? 0) < end && (one.end ?? 0) > start);
  if (entity === undefined) return NO_ENTITY;
  const parts = [entity.entity, entity.role, entity.group].filter(
    (part) => part !== undefined && part !== null,
  );
  return parts.join(".");
}

function responseReport(understood: readonly Understood[]): JsonObject | null {
  const rows = understood.flatMap(({ wanted, result }) => {
    const [intent = "", response] = (wanted.intent ?? "").split("/", 2);
    if (response === undefined) return [];
    return [
      {
        text: wanted.text,
        intent_response_key_target: `${intent}/${response}`,
        ...chosenResponse(intent, result),
      },
    ];
  });
  if (rows.length === 0) return null;
  const pairs = rows.map((row) => ({
    expected: row.intent_response_key_target,
    predicted: row.intent_response_key_prediction,
  }));
  const { report, precision, f1, accuracy } = classificationReport(pairs);
  return {
    predictions: rows as unknown as JsonArray,
    report,
    precision,
    f1_score: f1,
    accuracy,
    errors: rows.filter(
      (row) => row.intent_response_key_target !== row.intent_response_key_prediction,
    ) as unknown as JsonArray,
  };
}

function chosenResponse(
  intent: string,
  { response_selector: selectors }: ParseResult,
): { readonly intent_response_key_prediction: string; readonly confidence: number } {
  const selector = selectors?.[intent] ?? selectors?.["default"];
  const response = isJsonObject(selector) ? selector["response"] : undefined;
  if (!isJsonObject(response)) return { intent_response_key_prediction: "", confidence: 0 };
  const key = response["intent_response_key"];
  const confidence = response["confidence"];
  return {
    intent_response_key_prediction: typeof key === "string" ? key : "",
    confidence: typeof confidence === "number" ? confidence : 0,
  };
}
