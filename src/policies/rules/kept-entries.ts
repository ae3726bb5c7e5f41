import { ACTION_LISTEN } from "../../domain/index.ts";
import type { TrainingTrack } from "../training-track.ts";
import { createRulePredictor } from "./rule-policy.ts";
import { createRuleEntries, createUnhappyEntries, previousAction, type RuleEntry } from "./rule-table.ts";
import { decisionsOf } from "./track-decisions.ts";

/**
 * What the rules among the tracks say, without the waiting that a story disproves: a rule that goes on with a message
 * (action, intent, action) says that the assistant waits after the action, though all it means is what comes after the
 * message. Where a story goes straight on there, the waiting is dropped (rasa/core/policies/rule_policy.py 3.6,
 * `_should_delete`). One that leads to the action itself does say that the assistant waits, and is contradicted.
 */
export function keptRuleEntries(tracks: readonly TrainingTrack[]): readonly RuleEntry[] {
  const unhappy = createUnhappyEntries(tracks);
  const stories = tracks.filter(({ isRule }) => !isRule);
  let entries = createRuleEntries(tracks.filter(({ isRule }) => isRule));
  // Where one is dropped, a less precise one may take its place.
  for (;;) {
    const dropped = droppedEntries(entries, stories, createRulePredictor({ entries, unhappy }));
    if (dropped.size === 0) return entries;
    entries = entries.filter((entry) => !dropped.has(entry));
  }
}

function droppedEntries(
  entries: readonly RuleEntry[],
  stories: readonly TrainingTrack[],
  predict: ReturnType<typeof createRulePredictor>,
): ReadonlySet<RuleEntry> {
  const disproved = new Set<RuleEntry>();
  for (const story of stories) {
    for (const { step, view } of decisionsOf(story)) {
      const { action, entry } = predict(view);
      if (entry !== null && action === ACTION_LISTEN && step.action !== ACTION_LISTEN) disproved.add(entry);
    }
  }
  return new Set([...disproved].filter((entry) => beginsWithAction(entry) && goesOn(entry, entries)));
}

/** Whether nothing of the rule comes before the action that it waits after. */
function beginsWithAction({ states }: RuleEntry): boolean {
  return states.filter((state) => previousAction(state) !== undefined).length <= 1;
}

/** Whether another entry begins with the same states; the last of them may ask for more. */
function goesOn(entry: RuleEntry, entries: readonly RuleEntry[]): boolean {
  const beginning = entry.key.slice(0, -"}]".length);
  return entries.some((other) => other !== entry && other.key.startsWith(beginning));
}
