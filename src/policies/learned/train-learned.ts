import { createRandom } from "../../base/index.ts";
import type { Calibration } from "../../ml/index.ts";
import type { TrainingTrack } from "../training-track.ts";
import { calibrate } from "./calibrate.ts";
import { countDecisions, type Decision } from "./decisions.ts";
import type { View } from "./dialogue-features.ts";
import { glue } from "./glue-stories.ts";
import type { LearnedOptions } from "./learned-options.ts";
import { type Ranker, trainRanker } from "./ranker.ts";

/** What the learned policy knows. */
export interface LearnedModel {
  readonly ranker: Ranker;
  readonly calibration: Calibration;
}

export interface LearnedTraining {
  readonly options: LearnedOptions;
  /** Names of the domain's forms. */
  readonly forms: ReadonlySet<string>;
  readonly seed: number;
}

/** Learns from the decisions of stories, and of stories glued together, what is done in which situation. */
export function trainLearned(
  tracks: readonly TrainingTrack[],
  { options, forms, seed }: LearnedTraining,
): LearnedModel {
  const view: View = { maxHistory: options.maxHistory, forms };
  const stories = tracks.filter(({ isRule }) => !isRule);
  const decide = (chosen: readonly TrainingTrack[]): readonly Decision[] => {
    const random = createRandom(options.seed ?? seed);
    return countDecisions([...chosen, ...glue(chosen, options.augmentation, random)], view);
  };
  const train = (chosen: readonly TrainingTrack[]): Ranker => trainRanker(decide(chosen), options.epochs);
  return { ranker: train(stories), calibration: calibrate(stories, { train, view }) };
}
