import { ACTION_LISTEN, RULE_SNIPPET_ACTION } from "../../domain/index.ts";
import { type Features, MUST_BE_UNSET } from "../features.ts";
import type { TrackStep, TrainingTrack } from "../training-track.ts";
import type { RuleView } from "./rule-policy.ts";
import { previousAction } from "./rule-table.ts";

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
    isSilent: false,
    byIntent: stateAt,
    byText: stateAt,
  };
}
