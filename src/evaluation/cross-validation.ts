import type { JsonObject, Logger } from "../base/index.ts";
import type { CustomComponents, NluTrainingData, PipelineConfiguration } from "../nlu/index.ts";
import { understandHeldOut } from "./held-out.ts";
import { understandingReport } from "./understanding.ts";

export interface CrossValidation {
  readonly folds: number;
  readonly seed: number;
  readonly logger: Logger;
  /** The project's own components. */
  readonly customComponents?: CustomComponents | undefined;
}

/** Understands every example with a pipeline that was trained on the others, and reports how well. */
export async function crossValidate(
  configuration: PipelineConfiguration,
  data: NluTrainingData,
  { folds, seed, logger, customComponents }: CrossValidation,
): Promise<JsonObject> {
  const means = { logger, customComponents };
  const heldOut = await understandHeldOut(configuration, data, { folds, seed, means });
  return understandingReport(heldOut.folds.flat());
}
