import type { JsonObject, SourcePosition } from "../base/index.ts";
import type { Situation, Tracker } from "../conversation/index.ts";
import type { Domain } from "../domain/index.ts";
import { featureKey } from "./feature-key.ts";
import { type Features, toFeatures } from "./features.ts";
import { nluConfidence } from "./nlu-confidence.ts";
import type { Vote, Voter } from "./policy-contract.ts";
import type { TrainingTrack } from "./training-track.ts";
import { visibleSituations, withoutUnlikelyIntents } from "./visible-situations.ts";

export interface MemoizationModel {
  readonly name: string;
  readonly priority: number;
  /** It is only as sure as the message was understood. */
  readonly usesNluConfidence: boolean;
  /** States that are compared, null for all. */
  readonly maxHistory: number | null;
  /** Also tries again forgetting older turns. */
  readonly augmented: boolean;
  /** Feature key of the states to the action that followed in the stories. */
  readonly lookup: readonly (readonly [string, string])[];
  /** The stories that were learned. */
  readonly stories: readonly { readonly name: string; readonly at: SourcePosition }[];
  /** States of the longest history: no longer one is known. */
  readonly longest: number;
  /** For each entry of `lookup` the first story that says so, by its place in `stories`. */
  readonly sources: readonly number[];
}

interface Remembered {
  readonly action: string;
  /** In `lookup`. */
  readonly index: number;
}

/** Remembers what followed each history in the stories; histories with several continuations are left out. */
export function trainMemoization(
  tracks: readonly TrainingTrack[],
  options: JsonObject,
  policy: { readonly name: string; readonly augmented: boolean },
): MemoizationModel {
  const maxHistory = typeof options["max_history"] === "number" ? options["max_history"] : null;
  const priority = typeof options["priority"] === "number" ? options["priority"] : 3;
  const usesNluConfidence = options["use_nlu_confidence_as_score"] === true;
  const lookup = new Map<string, string>();
  const sources = new Map<string, number>();
  const ambiguous = new Set<string>();
  const stories = tracks.filter(({ isRule }) => !isRule);
  const longest = stories.reduce((most, { steps }) => Math.max(most, steps.length), 0);
  for (const [place, track] of stories.entries()) {
    track.steps.forEach((step, index) => {
      if (step.unpredictable) return;
      const states = track.steps.slice(0, index + 1).map(({ features }) => features);
      const key = historyKey(states, maxHistory);
      const known = lookup.get(key);
      if (known !== undefined && known !== step.action) ambiguous.add(key);
      lookup.set(key, step.action);
      if (!sources.has(key)) sources.set(key, place);
    });
  }
  for (const key of ambiguous) lookup.delete(key);
  return {
    ...policy,
    priority,
    maxHistory,
    usesNluConfidence,
    lookup: [...lookup],
    longest: maxHistory === null ? longest : Math.min(longest, maxHistory),
    stories: stories.map(({ name, at }) => ({ name, at })),
    sources: [...lookup.keys()].map((key) => sources.get(key) ?? 0),
  };
}

function historyKey(states: readonly Features[], maxHistory: number | null): string {
  return featureKey(maxHistory === null ? states : states.slice(-maxHistory));
}

/** MemoizationPolicy and AugmentedMemoizationPolicy (rasa/core/policies/memoization.py 3.6). */
export function createMemoization(model: MemoizationModel, domain: Domain): Voter {
  const recall = createRecall(model, domain);
  return {
    policy: model.name,
    priority: model.priority,
    vote(tracker): Vote | null {
      const remembered = recall(tracker);
      if (remembered === undefined) return null;
      const story = model.stories[model.sources[remembered.index] ?? -1];
      return {
        scores: [{ action: remembered.action, score: model.usesNluConfidence ? nluConfidence(tracker) : 1 }],
        basis: { kind: "story", name: story?.name ?? null, at: story?.at ?? null },
        isLoopHappyPath: false,
        isEndToEnd: false,
        hideRuleTurn: false,
        events: [],
      };
    },
  };
}

/** What the stories go on with where a conversation is. */
function createRecall(
  { lookup: learned, maxHistory, longest, augmented }: MemoizationModel,
  domain: Domain,
): (tracker: Tracker) => Remembered | undefined {
  const lookup = new Map(
    learned.map(([key, action], index): [string, Remembered] => [key, { action, index }]),
  );
  const latest = <Item>(items: readonly Item[]): readonly Item[] =>
    maxHistory === null ? items : items.slice(-maxHistory);
  const toState = (situation: Situation): Features =>
    toFeatures(situation, domain, situation.useText === true);

  const recallFrom = (situations: readonly Situation[], tracker: Tracker): Remembered | undefined => {
    const compared = latest(situations);
    const whole = compared.length > longest ? undefined : lookup.get(featureKey(compared.map(toState)));
    return whole ?? (augmented ? recallForgetting(tracker, situations) : undefined);
  };

  /** Begins the conversation ever later: what was said and set before is forgotten. */
  const recallForgetting = (tracker: Tracker, situations: readonly Situation[]): Remembered | undefined => {
    const tried = new Set<string>();
    // An empty state stands for the beginning.
    const first = Math.max(1, situations.length - (maxHistory ?? longest - 1));
    for (let start = first; start < situations.length; start++) {
      const cut = situations[start - 1] as Situation;
      const kept = situations.slice(start).map((situation) => toState(forget(situation, cut, tracker)));
      const key = featureKey(latest([{}, ...kept]));
      if (tried.has(key)) continue;
      tried.add(key);
      const action = lookup.get(key);
      if (action !== undefined) return action;
    }
    return undefined;
  };

  return (tracker) => {
    // More than are compared: what is forgotten is what was so before them, and some may be left out.
    const situations = visibleSituations(tracker, (maxHistory ?? longest) * 2 + 1);
    const action = recallFrom(situations, tracker);
    if (action !== undefined) return action;
    // Stories that do not mention unlikely intents go on as if none had been noticed.
    const likely = withoutUnlikelyIntents(situations);
    return likely.length === situations.length ? undefined : recallFrom(likely, tracker);
  };
}

function forget(situation: Situation, cut: Situation, tracker: Tracker): Situation {
  const initial = tracker.base.definitions;
  const slots = new Map(
    [...situation.slots].map(([name, value]) => [
      name,
      value === cut.slots.get(name) ? (initial.get(name)?.initialValue ?? null) : value,
    ]),
  );
  return { ...situation, slots, user: situation.user === cut.user ? null : situation.user };
}
