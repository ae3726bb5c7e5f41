import { ACTION_LISTEN, RULE_SNIPPET_ACTION } from "../../domain/index.ts";
import type { Features } from "../features.ts";
import { previousAction } from "../rules/rule-table.ts";
import type { TrainingTrack } from "../training-track.ts";
import { sentence, tellTrack } from "./describe.ts";
import type { StoryFinding } from "./finding.ts";

/** What an action does to the slots in a rule. */
interface Effect {
  readonly action: string;
  /** Slots that are set, or said not to be, after it otherwise than before it. */
  readonly sets: readonly string[];
  /** Slots of which the rule says anything then, its conditions included. */
  readonly holds: readonly string[];
  readonly track: TrainingTrack;
}

/**
 * Rules that say nothing of a slot after an action that sets it in another rule; Rasa refuses to train those
 * (rasa/core/policies/rule_policy.py 3.6, `_check_for_incomplete_rules`). Forms are left out: running one and leaving
 * it is the same action.
 */
export function incompleteRules(tracks: readonly TrainingTrack[]): readonly StoryFinding[] {
  const effects = tracks.filter(({ isRule }) => isRule).flatMap(effectsOf);
  const complete = new Map<string, Effect>();
  for (const effect of effects) {
    const known = complete.get(effect.action)?.sets.length ?? 0;
    if (effect.sets.length > known) complete.set(effect.action, effect);
  }
  const findings = new Map<string, StoryFinding>();
  for (const effect of effects) {
    const { action, holds, track } = effect;
    const other = complete.get(action);
    const missing = other?.sets.filter((name) => !holds.includes(name)) ?? [];
    const key = `${track.at.file}:${track.at.line} ${action}`;
    if (other === undefined || missing.length === 0 || findings.has(key)) continue;
    findings.set(key, toFinding(effect, other, missing));
  }
  return [...findings.values()];
}

function effectsOf(track: TrainingTrack): readonly Effect[] {
  const effects: Effect[] = [];
  track.steps.forEach(({ features }, index) => {
    const action = previousAction(features);
    const before = track.steps[index - 1]?.features;
    if (action === undefined || action === ACTION_LISTEN || action === RULE_SNIPPET_ACTION) return;
    // What a rule assumes to come after it is not its own to say.
    if (before === undefined || track.steps[index]?.action === RULE_SNIPPET_ACTION) return;
    const holds = Object.keys(features.slots ?? {});
    effects.push({ action, track, holds, sets: holds.filter((name) => hasChanged(name, before, features)) });
  });
  return effects;
}

function hasChanged(name: string, before: Features, after: Features): boolean {
  return JSON.stringify(before.slots?.[name]) !== JSON.stringify(after.slots?.[name]);
}

function toFinding({ action, track }: Effect, other: Effect, missing: readonly string[]): StoryFinding {
  const names = missing.map((name) => `'${name}'`).join(" and ");
  return {
    kind: "incomplete-rule",
    at: track.at,
    message: `In ${tellTrack(track)} '${action}' does not set ${names}, as it does in ${tellTrack(other.track)}.`,
    hint: `Add the step \`- slot_was_set:\` after '${action}', or take another action here. Rasa refuses to train such rules.`,
    related: [{ message: `${sentence(tellTrack(other.track))} is here.`, at: other.track.at }],
  };
}
