import { TsbotError } from "../../base/index.ts";
import type { Domain } from "../../domain/index.ts";
import type { TrainingTrack } from "../training-track.ts";
import { keptRuleEntries } from "./kept-entries.ts";
import { isTooLongRule, tellTooLongRule } from "./rule-length.ts";
import {
  createRulePredictor,
  type RulePolicyModel,
  type RulePolicyOptions,
  type RulePrediction,
  type RuleView,
} from "./rule-policy.ts";
import { createUnhappyEntries } from "./rule-table.ts";
import { decisionsOf } from "./track-decisions.ts";

/** Learns the rules. What contradicts each other is validation's to find (check/): the more specific rule wins here. Throws `policies/rule-too-long`. */
export function trainRules(
  tracks: readonly TrainingTrack[],
  domain: Domain,
  options: RulePolicyOptions,
): RulePolicyModel {
  const tooLong = tracks.find(isTooLongRule);
  if (tooLong !== undefined) {
    const { message, hint } = tellTooLongRule(tooLong);
    throw new TsbotError("policies/rule-too-long", message, { at: tooLong.at, hint });
  }
  const rules = tracks.filter((track) => track.isRule);
  const stories = tracks.filter((track) => !track.isRule);
  const entries = keptRuleEntries(tracks);
  const unhappy = createUnhappyEntries(tracks);
  const predict = createRulePredictor({ entries, unhappy });
  const inStories = sourcesOf(stories, predict);
  const all = [
    ...sourcesOf(rules, predict),
    ...[...domain.forms.keys()].flatMap((form) => [`loop ${form}`, `loop ${form} listen`]),
    ...["restart", "back", "session_start"].map((intent) => `default ${intent}`),
  ];
  return {
    options,
    entries,
    unhappy,
    notInStories: [...new Set(all)].filter((source) => !inStories.has(source)),
  };
}

type Predict = (view: RuleView) => RulePrediction;

/** Everything rules decide on the way through the tracks. */
function sourcesOf(tracks: readonly TrainingTrack[], predict: Predict): ReadonlySet<string> {
  const sources = new Set<string>();
  for (const track of tracks) {
    for (const { step, view } of decisionsOf(track)) {
      const { source, action } = predict(view);
      if (source !== null && action === step.action) sources.add(source);
    }
  }
  return sources;
}
