import type { RunnerUp } from "../../conversation/index.ts";
import { type Features, MUST_BE_UNSET } from "../features.ts";
import { ruleApplies, type StateAt } from "./matching.ts";
import { previousAction, type RuleEntry } from "./rule-table.ts";

/** Told at most: of many rules the nearest say enough. */
const MOST_RUNNERS_UP = 5;

/**
 * Rules that were not followed: first those that apply too but say less of the situation, then those that are about the
 * same message after the same action, and what kept each from applying.
 */
export function runnersUp(
  entries: readonly RuleEntry[],
  stateAt: StateAt,
  chosen: RuleEntry | null,
): readonly RunnerUp[] {
  const now = stateAt(0);
  if (now === null) return [];
  const applying: RunnerUp[] = [];
  const missing: RunnerUp[] = [];
  for (const entry of entries) {
    if (entry === chosen) continue;
    if (ruleApplies(entry.states, stateAt))
      applying.push(toRunnerUp(entry, "applies too, but says less of the situation"));
    else if (isAbout(entry, now)) missing.push(toRunnerUp(entry, tellMissing(entry.states, stateAt)));
  }
  return [...applying, ...missing].slice(0, MOST_RUNNERS_UP);
}

function toRunnerUp({ action, rule, at }: RuleEntry, reason: string): RunnerUp {
  return { action, basis: { kind: "rule", name: rule, at }, reason };
}

function isAbout({ states }: RuleEntry, now: Features): boolean {
  const last = states.at(-1);
  const intent = last?.user?.intent;
  return (
    intent !== undefined && intent === now.user?.intent && previousAction(last ?? {}) === previousAction(now)
  );
}

function tellMissing(states: readonly Features[], stateAt: StateAt): string {
  for (let back = 0; back < states.length; back++) {
    const wanted = states[states.length - 1 - back] ?? {};
    const difference = tellDifference(wanted, stateAt(back) ?? {});
    if (difference !== null)
      return back === 0 ? difference : `${difference}, ${back} ${back === 1 ? "step" : "steps"} before`;
  }
  return "the conversation began otherwise";
}

function tellDifference(wanted: Features, state: Features): string | null {
  const action = previousAction(wanted);
  if (action !== previousAction(state))
    return action === undefined ? "only at the beginning" : `only after ${action}`;
  const loop = wanted.active_loop?.name;
  const running = state.active_loop?.name;
  if (loop === MUST_BE_UNSET && running !== undefined) return `only while no form runs, and ${running} does`;
  if (loop !== undefined && loop !== MUST_BE_UNSET && loop !== running) return `only while ${loop} runs`;
  if (wanted.user?.intent !== undefined && wanted.user.intent !== state.user?.intent)
    return `only after the intent ${wanted.user.intent}`;
  const entities = wanted.user?.entities;
  if (entities !== undefined && String(entities) !== String(state.user?.entities ?? []))
    return `only with the entities ${entities.join(", ")}`;
  return tellSlots(wanted.slots, state.slots);
}

function tellSlots(wanted: Features["slots"], slots: Features["slots"]): string | null {
  for (const [name, feature] of Object.entries(wanted ?? {})) {
    const value = slots?.[name];
    if (feature === MUST_BE_UNSET && value !== undefined) return `only while the slot '${name}' is not set`;
    if (feature !== MUST_BE_UNSET && String(feature) !== String(value))
      return `only with another value of the slot '${name}'`;
  }
  return null;
}
