import { type Calibration, fitCalibration, type HeldOut } from "../../ml/index.ts";
import type { TrainingTrack } from "../training-track.ts";
import { decisionsOf } from "./decisions.ts";
import type { View } from "./dialogue-features.ts";
import { createScorer, type Ranker } from "./ranker.ts";

/** Parts that stories are cut into: each is predicted by what the others teach. */
const PARTS = 3;
/** With fewer stories a part says nothing. */
const FEWEST_STORIES = 2 * PARTS;
/** With more steps, training three times more would be felt. */
const MOST_STEPS = 3_000;
/** Where nothing is held out: scores as they are, and hardly anything for "none of them". */
const AS_TRAINED: Calibration = { temperature: 1, none: -1 };

interface Calibrating {
  readonly train: (stories: readonly TrainingTrack[]) => Ranker;
  readonly view: View;
}

/** How sure to be: fitted on stories that the policy was not trained on. */
export function calibrate(stories: readonly TrainingTrack[], { train, view }: Calibrating): Calibration {
  const steps = stories.reduce((sum, story) => sum + story.steps.length, 0);
  if (stories.length < FEWEST_STORIES || steps > MOST_STEPS) return AS_TRAINED;
  const heldOut: HeldOut[] = [];
  for (let part = 0; part < PARTS; part++) {
    const ranker = train(stories.filter((_, index) => index % PARTS !== part));
    const score = createScorer(ranker);
    const labels = new Map(ranker.choices.map((choice, at) => [choice, at]));
    for (const story of stories.filter((_, index) => index % PARTS === part)) {
      for (const { names, choice } of decisionsOf(story, view)) {
        const label = labels.get(choice);
        if (label !== undefined) heldOut.push({ scores: score(names), label });
      }
    }
  }
  return fitCalibration(heldOut);
}
