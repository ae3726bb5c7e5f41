import { type PipelineConfiguration, trainPipeline } from "../nlu/index.ts";
import { type Evaluation, evaluate } from "./evaluation.ts";
import { dealToFolds, leaveOut } from "./folds.ts";
import type { PlacedTrainingData, TrainingMeans } from "./held-out.ts";
import { understandTexts } from "./understood.ts";

/** Which pipelines to compare, and how. */
export interface ConfigurationComparison {
  /** By the name under which they are told. */
  readonly configurations: ReadonlyMap<string, PipelineConfiguration>;
  readonly data: PlacedTrainingData;
  readonly runs: number;
  /** How much of the training data is left out, in percent. */
  readonly percentages: readonly number[];
  readonly seed: number;
  readonly means: TrainingMeans;
  readonly onProgress?: (trial: Trial, step: string) => void;
  /** What became of a training: kept by whom it concerns, since all of them together are large. */
  readonly onEvaluation: (trial: Trial, evaluation: Evaluation) => Promise<void>;
  readonly pause?: () => Promise<void>;
}

/** One training of one configuration. */
export interface Trial {
  readonly name: string;
  /** Counted from 1. */
  readonly run: number;
  readonly percentage: number;
  /** Counted from 0, of all. */
  readonly number: number;
  readonly total: number;
}

export interface ComparisonResult {
  /** F1 of intents (weighted, as in Rasa) by configuration, run and percentage: Rasa's `results.json`. */
  readonly f1: ReadonlyMap<string, readonly (readonly number[])[]>;
  /** How many examples were trained with, by percentage, in the first run. */
  readonly examples: readonly number[];
}

/** A fifth is for testing, as in Rasa. */
const PARTS = 5;

/**
 * Trains every configuration on growing parts of the data and tests it on examples that none has seen; each run splits
 * the data anew (rasa/nlu/test.py 3.6, `compare_nlu`).
 */
export async function compareConfigurations(comparison: ConfigurationComparison): Promise<ComparisonResult> {
  const { configurations, data, runs, percentages, seed } = comparison;
  const f1 = new Map([...configurations.keys()].map((name): [string, number[][]] => [name, []]));
  const examples: number[] = [];
  const total = runs * percentages.length * configurations.size;
  let number = 0;
  for (let run = 1; run <= runs; run++) {
    const foldOf = dealToFolds(data.examples, PARTS, seed + run);
    const tested = data.examples.filter((example) => foldOf.get(example) === 0);
    const rest = data.examples.filter((example) => foldOf.get(example) !== 0);
    for (const results of f1.values()) results.push([]);
    for (const percentage of percentages) {
      const kept = leaveOut(rest, percentage / 100, seed + run);
      if (run === 1) examples.push(kept.length);
      for (const [name, configuration] of configurations) {
        const trial = { name, run, percentage, number: number++, total };
        const split = { data: { ...data, examples: kept }, tested };
        const evaluation = await runTrial(comparison, { trial, configuration, ...split });
        f1.get(name)
          ?.at(-1)
          ?.push(evaluation.intents?.f1 ?? 0);
        await comparison.onEvaluation(trial, evaluation);
      }
    }
  }
  return { f1, examples };
}

async function runTrial(
  { seed, means, onProgress, pause }: ConfigurationComparison,
  {
    trial,
    configuration,
    data,
    tested,
  }: {
    readonly trial: Trial;
    readonly configuration: PipelineConfiguration;
    readonly data: PlacedTrainingData;
    readonly tested: PlacedTrainingData["examples"];
  },
): Promise<Evaluation> {
  const pipeline = await trainPipeline(configuration, data, {
    ...means,
    seed,
    onProgress: ({ step }) => onProgress?.(trial, `training ${step}`),
  });
  onProgress?.(trial, "testing");
  return evaluate(await understandTexts(tested, pipeline, async () => await pause?.()));
}
