import type { ActionScore, Situation, Tracker } from "../../conversation/index.ts";
import { ACTION_LISTEN, type Domain } from "../../domain/index.ts";
import { probabilities } from "../../ml/index.ts";
import { toFeatures } from "../features.ts";
import type { Vote, Voter } from "../policy-contract.ts";
import { visibleSituations, withoutUnlikelyIntents } from "../visible-situations.ts";
import { dialogueFeatures, type View } from "./dialogue-features.ts";
import type { LearnedOptions } from "./learned-options.ts";
import { createScorer } from "./ranker.ts";
import type { LearnedModel } from "./train-learned.ts";

/** Scores below are not worth telling. */
const SMALLEST_SCORE = 1e-4;

export interface LearnedPolicy {
  readonly name: string;
  readonly options: LearnedOptions;
  readonly model: LearnedModel;
}

/**
 * Rasa's TEDPolicy as a voter: every action with the probability that stories like this one go on with it. A message is
 * taken by its intent, and, where stories say messages in words, also by its text: the surer of the two counts
 * (rasa/core/policies/ted_policy.py 3.6, `_pick_confidence`).
 */
export function createLearnedPolicy({ name, options, model }: LearnedPolicy, domain: Domain): Voter {
  const score = createScorer(model.ranker);
  const view: View = { maxHistory: options.maxHistory, forms: new Set(domain.forms.keys()) };
  const knowsTexts = model.ranker.features.some((feature) => feature.startsWith("0:word "));

  const rank = (situations: readonly Situation[], useText: boolean): readonly ActionScore[] => {
    const last = situations.length - 1;
    const states = situations
      .slice(-options.maxHistory)
      .map((situation) =>
        toFeatures(situation, domain, situation === situations[last] ? useText : situation.useText === true),
      );
    return toScores(probabilities(score(dialogueFeatures(states, view)), model.calibration), model, options);
  };

  return {
    policy: name,
    priority: options.priority,
    vote(tracker): Vote | null {
      const situations = withoutUnlikelyIntents(visibleSituations(tracker, options.maxHistory * 2));
      const { scores, isEndToEnd } = surest(situations, tracker);
      if (scores.length === 0) return null;
      return {
        scores,
        basis: { kind: "learned", name: null, at: null },
        isLoopHappyPath: false,
        isEndToEnd,
        hideRuleTurn: false,
        events: [],
      };
    },
  };

  function surest(
    situations: readonly Situation[],
    tracker: Tracker,
  ): { readonly scores: readonly ActionScore[]; readonly isEndToEnd: boolean } {
    const isUndecided = tracker.latestAction === ACTION_LISTEN;
    const wasText = !isUndecided && situations.at(-1)?.useText === true;
    const byIntent = rank(situations, wasText);
    if (!knowsTexts || !isUndecided || !saysWords(situations)) return { scores: byIntent, isEndToEnd: false };
    const byText = rank(situations, true);
    const [text = 0, intent = 0] = [byText[0]?.score, byIntent[0]?.score];
    return text > intent && text >= options.endToEndThreshold
      ? { scores: byText, isEndToEnd: true }
      : { scores: byIntent, isEndToEnd: false };
  }
}

/** A payload (`/greet`) says its intent, not words. */
function saysWords(situations: readonly Situation[]): boolean {
  const text = situations.at(-1)?.user?.text ?? "";
  return text !== "" && !text.startsWith("/");
}

function toScores(
  scores: Float64Array,
  { ranker }: LearnedModel,
  { rankingLength }: LearnedOptions,
): readonly ActionScore[] {
  const ranked = ranker.choices
    .map((action, at): ActionScore => ({ action, score: scores[at] ?? 0 }))
    .filter(({ score }) => score >= SMALLEST_SCORE)
    .sort((left, right) => right.score - left.score);
  return rankingLength > 0 ? ranked.slice(0, rankingLength) : ranked;
}
