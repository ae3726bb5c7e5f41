import { type Features, MUST_BE_UNSET } from "../features.ts";
import { previousAction } from "./rule-table.ts";

/** States of a conversation, newest last, computed when asked for: most rules look at one or two. */
export type StateAt = (stepsBack: number) => Features | null;

/**
 * Whether a rule's states fit the newest states of a conversation (rasa/core/policies/rule_policy.py 3.6,
 * `_is_rule_applicable`). What a rule does not mention is free. A rule that starts a conversation has a state without
 * a previous action, which fits only the beginning.
 */
export function ruleApplies(states: readonly Features[], stateAt: StateAt): boolean {
  for (let back = 0; back < states.length; back++) {
    const wanted = states[states.length - 1 - back] as Features;
    const state = stateAt(back);
    if (state === null) return false;
    const ruleStarts = previousAction(wanted) === undefined;
    const conversationStarts = previousAction(state) === undefined;
    if (ruleStarts && conversationStarts) return true;
    if (ruleStarts || conversationStarts) return false;
    if (!stateFits(wanted, state)) return false;
  }
  return true;
}

function stateFits(wanted: Features, state: Features): boolean {
  return (
    previousAction(wanted) === previousAction(state) &&
    loopFits(wanted.active_loop?.name, state.active_loop?.name) &&
    userFits(wanted.user, state.user) &&
    slotsFit(wanted.slots, state.slots)
  );
}

function loopFits(wanted: string | undefined, loop: string | undefined): boolean {
  if (wanted === undefined) return true;
  return wanted === MUST_BE_UNSET ? loop === undefined || loop === MUST_BE_UNSET : loop === wanted;
}

function userFits(wanted: Features["user"], user: Features["user"]): boolean {
  if (wanted === undefined) return true;
  if (wanted.intent !== undefined && wanted.intent !== user?.intent) return false;
  if (wanted.text !== undefined && wanted.text !== user?.text) return false;
  return wanted.entities === undefined || sameList(wanted.entities, user?.entities ?? []);
}

function slotsFit(wanted: Features["slots"], slots: Features["slots"]): boolean {
  if (wanted === undefined) return true;
  return Object.entries(wanted).every(([name, feature]) => {
    const value = slots?.[name];
    if (feature === MUST_BE_UNSET) return value === undefined || value === MUST_BE_UNSET;
    return Array.isArray(value) && sameList(feature as readonly number[], value);
  });
}

function sameList(left: readonly unknown[], right: readonly unknown[]): boolean {
  return left.length === right.length && left.every((item, index) => item === right[index]);
}
