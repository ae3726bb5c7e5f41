import { type Random, shuffle } from "../../base/index.ts";
import type { TrainingTrack } from "../training-track.ts";

/** Glued tracks for each unit of the augmentation factor (rasa/shared/core/generator.py 3.6, `TrackerGenerator`). */
const TRACKS_PER_FACTOR = 10;

/**
 * Stories that begin where others ended, so that what is learned does not depend on a conversation having just begun
 * (Rasa's augmentation). At most ten for each unit of the factor; slots and loops of the story before are forgotten, as
 * they may be anything.
 */
export function glue(
  stories: readonly TrainingTrack[],
  factor: number,
  random: Random,
): readonly TrainingTrack[] {
  if (stories.length < 2) return [];
  const pairs = stories.flatMap((story) =>
    stories.filter((other) => other !== story).map((before) => [before, story] as const),
  );
  const shuffled = shuffle(pairs, random);
  return shuffled.slice(0, factor * TRACKS_PER_FACTOR).map(([before, story]) => append(before, story));
}

/** The first state of a story is the empty beginning: what came before takes its place. */
function append(before: TrainingTrack, story: TrainingTrack): TrainingTrack {
  const past = before.steps.map((step) => ({ ...step, unpredictable: true }));
  return { ...story, steps: [...past, ...story.steps.slice(1)] };
}
