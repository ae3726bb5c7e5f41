import { baseIntent } from "../evaluation.ts";
import type { PlacedExample } from "../held-out.ts";
import type { Opinion } from "./opinion.ts";
import type { Suggestion } from "./suggestion.ts";

/** From here on a model is sure of another intent, if it gives the own one no more than {@link HARDLY}. */
const SURE = 0.6;
const HARDLY = 0.15;
/** Two intents within this of each other are a toss-up. */
const TOSS_UP = 0.2;
/** A rival below that is none: the model knows nothing like the example at all. */
const LEAST_RIVAL = 0.2;

/**
 * The example's intent where a model that has not seen it doubts it: `mislabelled` where it is sure of another,
 * `confusing` where it cannot tell two apart, or takes the other with some doubt. Null otherwise.
 */
export function judgeLabel(
  { text, intent = "", at }: PlacedExample,
  { own, rival }: Opinion,
): Suggestion | null {
  if (rival === null || rival.probability < LEAST_RIVAL) return null;
  const common = { text, intent, rival: rival.intent, at: at ?? null, other: null };
  // A response's key is not what the probabilities are about.
  const base = baseIntent(intent);
  const [ours, theirs] = [inPercent(own), inPercent(rival.probability)];
  if (rival.probability >= SURE && own <= HARDLY) {
    return {
      ...common,
      kind: "mislabelled",
      weight: rival.probability - own,
      advice: `A model that has not seen it gives '${rival.intent}' ${theirs} and '${base}' ${ours}: move it if it belongs there, or write more examples like it.`,
    };
  }
  if (own - rival.probability >= TOSS_UP) return null;
  const isTossUp = rival.probability - own < TOSS_UP;
  const how = isTossUp
    ? `It stands between '${base}' (${ours}) and '${rival.intent}' (${theirs})`
    : `A model that has not seen it takes it for '${rival.intent}' (${theirs}) rather than '${base}' (${ours})`;
  return {
    ...common,
    kind: "confusing",
    weight: rival.probability / (own + rival.probability),
    advice: `${how}: write more examples like it in the right one, or join the two if nobody could tell them apart.`,
  };
}

function inPercent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
