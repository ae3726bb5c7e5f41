import { createRandom, type JsonObject, type Logger, shuffle } from "../base/index.ts";
import {
  type CustomComponents,
  type NluTrainingData,
  type PipelineConfiguration,
  type TrainingExample,
  trainPipeline,
} from "../nlu/index.ts";
import { type Understood, understandingReport } from "./understanding.ts";

export interface CrossValidation {
  readonly folds: number;
  readonly seed: number;
  readonly logger: Logger;
  /** The project's own components. */
  readonly customComponents?: CustomComponents | undefined;
}

/**
 * Understands every example with a pipeline that was trained on the others: examples are dealt out to the folds intent
 * by intent, so that each fold has its share of all (stratified).
 */
export async function crossValidate(
  configuration: PipelineConfiguration,
  data: NluTrainingData,
  { folds, seed, logger, customComponents }: CrossValidation,
): Promise<JsonObject> {
  const foldOf = deal(data.examples, folds, seed);
  const understood: Understood[] = [];
  for (let fold = 0; fold < folds; fold++) {
    const kept = data.examples.filter((example) => foldOf.get(example) !== fold);
    const context = { seed, logger, customComponents };
    const pipeline = await trainPipeline(configuration, { ...data, examples: kept }, context);
    for (const example of data.examples) {
      if (foldOf.get(example) !== fold) continue;
      const { text, intent, entities } = example;
      const wanted = { text, entities, ...(intent !== undefined && { intent }) };
      understood.push({ wanted, result: await pipeline.parse(text) });
    }
  }
  return understandingReport(understood);
}

function deal(
  examples: readonly TrainingExample[],
  folds: number,
  seed: number,
): ReadonlyMap<TrainingExample, number> {
  const byIntent = new Map<string, TrainingExample[]>();
  for (const example of examples) {
    const group = byIntent.get(example.intent ?? "");
    if (group === undefined) byIntent.set(example.intent ?? "", [example]);
    else group.push(example);
  }
  const random = createRandom(seed);
  const dealt = new Map<TrainingExample, number>();
  let next = 0;
  for (const group of byIntent.values())
    for (const example of shuffle(group, random)) dealt.set(example, next++ % folds);
  return dealt;
}
