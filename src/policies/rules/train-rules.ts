import { ACTION_LISTEN, type Domain, RULE_SNIPPET_ACTION } from "../../domain/index.ts";
import { type Features, MUST_BE_UNSET } from "../features.ts";
import type { TrackStep, TrainingTrack } from "../training-track.ts";
import {
  createRulePredictor,
  type RulePolicyModel,
  type RulePolicyOptions,
  type RulePrediction,
  type RuleView,
} from "./rule-policy.ts";
import { createRuleEntries, createUnhappyEntries, previousAction } from "./rule-table.ts";

/** Learns the rules. What contradicts each other is validation's to find (check/): the more specific rule wins here. */
export function trainRules(
  tracks: readonly TrainingTrack[],
  domain: Domain,
  options: RulePolicyOptions,
): RulePolicyModel {
  const rules = tracks.filter((track) => track.isRule);
  const stories = tracks.filter((track) => !track.isRule);
  const entries = createRuleEntries(rules);
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

/** The decisions of a track that rules may make: not the first, nor what a rule merely assumes. */
export function* decisionsOf(track: TrainingTrack): Generator<{ step: TrackStep; view: RuleView }> {
  let isUnpredictable = true;
  for (const [index, step] of track.steps.entries()) {
    if (step.action === RULE_SNIPPET_ACTION) isUnpredictable = true;
    else if (isUnpredictable || step.unpredictable) isUnpredictable = false;
    else yield { step, view: trackView(track, index) };
  }
}

function trackView(track: TrainingTrack, index: number): RuleView {
  const stateAt = (back: number): Features | null => track.steps[index - back]?.features ?? null;
  const now = track.steps[index]?.features ?? {};
  const latestAction = previousAction(now) ?? null;
  const loop = now.active_loop?.name;
  const isForm = loop !== undefined && loop !== MUST_BE_UNSET;
  return {
    // A form is answered by another action in stories only after it declined.
    activeLoop: isForm
      ? { name: loop, rejected: latestAction === ACTION_LISTEN || latestAction !== loop }
      : null,
    latestAction,
    latestIntent: now.user?.intent ?? null,
    byIntent: stateAt,
    byText: stateAt,
  };
}
