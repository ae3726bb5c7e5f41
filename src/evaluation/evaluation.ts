import { isJsonObject } from "../base/index.ts";
import type { IntentPrediction, ParseResult } from "../conversation/index.ts";
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
  const expected = baseIntent(intent);
  const { name, confidence = 0, fallsBack } = chosenIntent(result, expected);
  return [{ text, expected, predicted: name ?? "", confidence: confidence ?? 0, fallsBack, at }];
}

/** Rasa's name for "not sure of any". */
const FALLBACK = "nlu_fallback";

/** What a fallback stands before counts, as in Rasa: the mistake below it is to be seen. */
function chosenIntent(
  { intent, intent_ranking: ranking = [] }: ParseResult,
  expected: string,
): IntentPrediction & { readonly fallsBack: boolean } {
  if (intent.name !== FALLBACK || expected === FALLBACK) return { ...intent, fallsBack: false };
  const below = ranking.find(({ name }) => name !== FALLBACK);
  return { ...(below ?? { name: null, confidence: 0 }), fallsBack: true };
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
