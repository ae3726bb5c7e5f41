import { isJsonObject } from "../base/index.ts";
import type { ParseResult } from "../conversation/index.ts";
import { type EntityEvaluations, evaluateEntities } from "./entity-evaluation.ts";
import { evaluateLabels, type LabelEvaluation, type LabelRow } from "./label-evaluation.ts";
import type { Understood } from "./understood.ts";

/** How well texts were understood; null for what no text has. */
export interface Evaluation {
  readonly intents: LabelEvaluation | null;
  /** Of retrieval intents, `intent/response`. */
  readonly responses: LabelEvaluation | null;
  readonly entities: EntityEvaluations | null;
}

/** Compares what texts were understood as with what they should be (rasa/nlu/test.py 3.6, `run_evaluation`). */
export function evaluate(understood: readonly Understood[]): Evaluation {
  return {
    intents: evaluateLabels(understood.flatMap(intentRow)),
    responses: evaluateLabels(understood.flatMap(responseRow)),
    entities: evaluateEntities(understood),
  };
}

function intentRow({ wanted, result }: Understood): readonly LabelRow[] {
  const { text, intent, at = null } = wanted;
  if (intent === undefined) return [];
  const { name, confidence = 0 } = result.intent;
  return [{ text, expected: baseIntent(intent), predicted: name ?? "", confidence: confidence ?? 0, at }];
}

/** The intent without the key of its response. */
export function baseIntent(intent: string): string {
  return intent.split("/", 1)[0] ?? "";
}

function responseRow({ wanted, result }: Understood): readonly LabelRow[] {
  const { text, at = null } = wanted;
  const [intent = "", response] = (wanted.intent ?? "").split("/", 2);
  if (response === undefined) return [];
  return [{ text, expected: `${intent}/${response}`, ...chosenResponse(intent, result), at }];
}

function chosenResponse(
  intent: string,
  { response_selector: selectors }: ParseResult,
): Pick<LabelRow, "predicted" | "confidence"> {
  const selector = selectors?.[intent] ?? selectors?.["default"];
  const response = isJsonObject(selector) ? selector["response"] : undefined;
  if (!isJsonObject(response)) return { predicted: "", confidence: 0 };
  const key = response["intent_response_key"];
  const confidence = response["confidence"];
  return {
    predicted: typeof key === "string" ? key : "",
    confidence: typeof confidence === "number" ? confidence : 0,
  };
}
