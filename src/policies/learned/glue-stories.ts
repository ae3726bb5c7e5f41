import type { Random } from "../../base/index.ts";
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
  const others = stories.length - 1;
  const pairs = sampleDistinct(stories.length * others, factor * TRACKS_PER_FACTOR, random);
  return pairs.flatMap((pair) => {
    const at = Math.floor(pair / others);
    const other = pair % others;
    const [before, story] = [stories[other < at ? other : other + 1], stories[at]];
    return before === undefined || story === undefined ? [] : [append(before, story)];
  });
}

/** So many different whole numbers below a bound, or all of them (R. W. Floyd, CACM 30 (9), 1987, "A sample of brilliance"). */
function sampleDistinct(bound: number, count: number, random: Random): readonly number[] {
  const chosen = new Set<number>();
  for (let last = Math.max(0, bound - count); last < bound; last++) {
    const drawn = random.below(last + 1);
    chosen.add(chosen.has(drawn) ? last : drawn);
  }
  return [...chosen];
}

/** The first state of a story is the empty beginning: what came before takes its place. */
function append(before: TrainingTrack, story: TrainingTrack): TrainingTrack {
  const past = before.steps.map((step) => ({ ...step, unpredictable: true }));
  return { ...story, steps: [...past, ...story.steps.slice(1)] };
}
