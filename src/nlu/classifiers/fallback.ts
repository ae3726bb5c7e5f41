import type { JsonObject } from "../../base/index.ts";
import type { Message } from "../message.ts";
import { untrained } from "../registry.ts";

const NLU_FALLBACK = "nlu_fallback";

/**
 * `FallbackClassifier`: the intent `nlu_fallback` where the best intent is not likely enough, or hardly likelier than the
 * second (rasa/nlu/classifiers/fallback_classifier.py 3.6; thresholds are strict).
 */
export const fallbackClassifier = untrained((options: JsonObject) => {
  const threshold = typeof options["threshold"] === "number" ? options["threshold"] : 0.3;
  const ambiguity = typeof options["ambiguity_threshold"] === "number" ? options["ambiguity_threshold"] : 0.1;
  return {
    process(message: Message) {
      if (!isUnclear(message, threshold, ambiguity)) return;
      const fallback = { name: NLU_FALLBACK, confidence: threshold };
      message.intent = fallback;
      // A classifier that gives no ranking has none to lead.
      if (message.ranking.length > 0) message.ranking = [fallback, ...message.ranking];
    },
  };
});

function isUnclear({ intent, ranking }: Message, threshold: number, ambiguity: number): boolean {
  if ((intent.confidence ?? 0) < threshold) return true;
  const [first, second] = ranking;
  if (first === undefined || second === undefined) return false;
  return (first.confidence ?? 0) - (second.confidence ?? 0) < ambiguity;
}
