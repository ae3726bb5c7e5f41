import type { Features } from "../features.ts";
import { ruleApplies, type StateAt } from "./matching.ts";
import { previousAction } from "./rule-table.ts";

/** Finds the entries that apply without looking at all of them. */
export interface RuleIndex<Entry> {
  /** Every entry that applies to the newest states. */
  applicable(stateAt: StateAt): readonly Entry[];
}

const NO_USER = "";
const NO_ACTION = "";

/**
 * Entries by what their last state says of the previous action and of the user: a conversation's state can only fit
 * entries with the same action whose user is the same or not mentioned.
 */
export function createRuleIndex<Entry extends { readonly states: readonly Features[] }>(
  entries: readonly Entry[],
): RuleIndex<Entry> {
  const buckets = new Map<string, Entry[]>();
  for (const entry of entries) {
    const last = entry.states.at(-1);
    if (last === undefined) continue;
    const key = bucketKey(last);
    const bucket = buckets.get(key);
    if (bucket === undefined) buckets.set(key, [entry]);
    else bucket.push(entry);
  }
  return {
    applicable(stateAt) {
      const state = stateAt(0);
      if (state === null) return [];
      const action = previousAction(state) ?? NO_ACTION;
      const sameUser = userKey(state);
      const candidates = sameUser === NO_USER ? [NO_USER] : [sameUser, NO_USER];
      return candidates.flatMap((user) =>
        (buckets.get(`${action}\n${user}`) ?? []).filter((entry) => ruleApplies(entry.states, stateAt)),
      );
    },
  };
}

function bucketKey(state: Features): string {
  return `${previousAction(state) ?? NO_ACTION}\n${userKey(state)}`;
}

function userKey({ user }: Features): string {
  if (user?.intent !== undefined) return `intent ${user.intent}`;
  return user?.text === undefined ? NO_USER : `text ${user.text}`;
}
