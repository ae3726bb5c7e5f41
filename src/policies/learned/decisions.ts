import type { Features } from "../features.ts";
import type { TrainingTrack } from "../training-track.ts";
import { dialogueFeatures, type View } from "./dialogue-features.ts";

/** A choice that stories make: in a situation with these features, this. */
export interface Decision {
  readonly names: readonly string[];
  readonly choice: string;
  /** How often it is made. */
  readonly times: number;
}

/** Every decision about actions on the way through a story. */
export function* decisionsOf(track: TrainingTrack, view: View): Generator<Omit<Decision, "times">> {
  const states: Features[] = [];
  for (const step of track.steps) {
    states.push(step.features);
    if (!step.unpredictable) yield { names: dialogueFeatures(states, view), choice: step.action };
  }
}

/** The same of all tracks, each once. */
export function countDecisions(tracks: readonly TrainingTrack[], view: View): readonly Decision[] {
  return countEqual(tracks.flatMap((track) => [...decisionsOf(track, view)]));
}

/** Equal decisions as one. */
export function countEqual(decisions: readonly Omit<Decision, "times">[]): readonly Decision[] {
  const counted = new Map<string, Decision>();
  for (const { names, choice } of decisions) {
    const key = `${choice}\n${names.join("\n")}`;
    const times = (counted.get(key)?.times ?? 0) + 1;
    counted.set(key, { names, choice, times });
  }
  return [...counted.values()];
}
