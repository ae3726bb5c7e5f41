import type { SourcePosition } from "../../base/index.ts";
import { ACTION_LISTEN, RULE_SNIPPET_ACTION } from "../../domain/index.ts";
import { featureKey } from "../feature-key.ts";
import { type Features, MUST_BE_UNSET } from "../features.ts";
import type { TrainingTrack } from "../training-track.ts";

/** What a rule says about one situation: after these states, this action. */
export interface RuleEntry {
  /** Oldest first, the situation itself last. */
  readonly states: readonly Features[];
  readonly action: string;
  /** Identity and specificity, see {@link featureKey}. */
  readonly key: string;
  readonly rule: string;
  readonly at: SourcePosition;
}

/** What rules and stories say about leaving a form's happy path. */
export interface UnhappyEntry {
  readonly states: readonly Features[];
  readonly key: string;
  /** The form is returned to after another action answered, or must not be predicted here. */
  readonly effect: "loop-was-interrupted" | "do-not-predict-loop";
}

/** All rule entries of the tracks (rasa/core/policies/rule_policy.py 3.6, `_create_lookup_from_states`). */
export function createRuleEntries(tracks: readonly TrainingTrack[]): readonly RuleEntry[] {
  const entries = new Map<string, RuleEntry>();
  for (const track of tracks) {
    track.steps.forEach((step, index) => {
      if (step.action === RULE_SNIPPET_ACTION) return;
      const states = withinRule(track.steps.slice(0, index + 1).map(({ features }) => features));
      if (states.length === 0) return;
      const key = featureKey(states);
      if (!entries.has(key))
        entries.set(key, { states, action: step.action, key, rule: track.name, at: track.at });
    });
  }
  return [...entries.values()];
}

/** Auxiliary entries that stories and rules give for the unhappy paths of forms. */
export function createUnhappyEntries(tracks: readonly TrainingTrack[]): readonly UnhappyEntry[] {
  const entries = new Map<string, UnhappyEntry>();
  for (const track of tracks) {
    track.steps.forEach((step, index) => {
      if (step.unpredictable || step.action === RULE_SNIPPET_ACTION) return;
      const effect = unhappyEffect(step.features, step.action);
      if (effect === null) return;
      const states = withinRule(
        unhappyStates(track.steps.slice(0, index + 1).map(({ features }) => features)),
      );
      if (states.length === 0) return;
      const key = featureKey(states);
      entries.set(key, { states, key, effect });
    });
  }
  return [...entries.values()];
}

/** Name of the action before, or undefined at the beginning. */
export function previousAction({ prev_action }: Features): string | undefined {
  if (prev_action === undefined) return undefined;
  return "action_name" in prev_action ? prev_action.action_name : prev_action.action_text;
}

/** The states after the placeholder for "anything before". */
function withinRule(states: readonly Features[]): readonly Features[] {
  return states.slice(states.findLastIndex((state) => previousAction(state) === RULE_SNIPPET_ACTION) + 1);
}

function unhappyEffect(features: Features, action: string): UnhappyEntry["effect"] | null {
  const loop = features.active_loop?.name;
  if (loop === undefined || loop === MUST_BE_UNSET) return null;
  const followsListen = previousAction(features) === ACTION_LISTEN;
  if (followsListen && action === loop) return "loop-was-interrupted";
  return !followsListen && action !== loop ? "do-not-predict-loop" : null;
}

/** The last two turns, without the intent before: which question was asked does not matter. */
function unhappyStates(states: readonly Features[]): readonly Features[] {
  const last = states.at(-1);
  const before = states.at(-2);
  if (last === undefined) return [];
  return before?.prev_action === undefined ? [last] : [{ prev_action: before.prev_action }, last];
}
