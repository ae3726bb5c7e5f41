import type { Logger, SourcePosition } from "../base/index.ts";
import {
  type NluTrainingData,
  type PipelineConfiguration,
  type TrainingExample,
  trainPipeline,
  type WithCustomComponents,
} from "../nlu/index.ts";
import { ALWAYS_TRAINED, dealToFolds } from "./folds.ts";
import { type Understood, understandTexts } from "./understood.ts";

export interface HoldingOut {
  readonly folds: number;
  readonly seed: number;
  readonly means: TrainingMeans;
  /** Told what is done, between steps of the training of each fold (counted from 0) and while it is tested. */
  readonly onProgress?: (fold: number, step: string) => void;
  /** Lets others work in between. */
  readonly pause?: () => Promise<void>;
}

/** What training may need besides data. */
export interface TrainingMeans extends WithCustomComponents {
  readonly logger: Logger;
  /** The project's folder, in which options name files. */
  readonly directory?: string;
}

/** Training data, with the places of the examples where they are known. */
export interface PlacedTrainingData extends NluTrainingData {
  readonly examples: readonly PlacedExample[];
}

export interface PlacedExample extends TrainingExample {
  readonly at?: SourcePosition;
}

/** What examples were understood as by models that had not seen them. */
export interface HeldOut {
  /** Fold by fold. */
  readonly folds: readonly (readonly Understood[])[];
  /** Intents with one example, which were not tested. */
  readonly untested: readonly string[];
}

/** Understands every example with a pipeline that was trained on the others. */
export async function understandHeldOut(
  configuration: PipelineConfiguration,
  data: PlacedTrainingData,
  { folds, seed, means, onProgress, pause }: HoldingOut,
): Promise<HeldOut> {
  const foldOf = dealToFolds(data.examples, folds, seed);
  const understood: (readonly Understood[])[] = [];
  for (let fold = 0; fold < folds; fold++) {
    const tested = data.examples.filter((example) => foldOf.get(example) === fold);
    if (tested.length === 0) continue;
    const examples = data.examples.filter((example) => foldOf.get(example) !== fold);
    const pipeline = await trainPipeline(
      configuration,
      { ...data, examples },
      {
        ...means,
        seed,
        onProgress: ({ step }) => onProgress?.(fold, `training ${step}`),
      },
    );
    onProgress?.(fold, "testing");
    understood.push(await understandTexts(tested, pipeline, async () => await pause?.()));
  }
  const untested = data.examples.flatMap((example) =>
    foldOf.get(example) === ALWAYS_TRAINED && example.intent !== undefined ? [example.intent] : [],
  );
  return { folds: understood, untested };
}
