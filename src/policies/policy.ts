import type { JsonObject, JsonValue, Logger } from "../base/index.ts";
import type { Predictor, Story } from "../conversation/index.ts";
import type { Domain } from "../domain/index.ts";

/** One entry of `policies` in config.yml. */
export interface PolicyConfiguration {
  readonly name: string;
  readonly options: JsonObject;
}

export interface PolicyTrainingData {
  readonly stories: readonly Story[];
  readonly domain: Domain;
}

export interface PolicyTrainingContext {
  readonly seed: number;
  /** Rasa's augmentation factor: stories glued together, in tens (default 50). */
  readonly augmentation?: number;
  readonly logger: Logger;
}

/** Trained policies: a predictor for one domain that can be saved as JSON. */
export interface TrainedPolicies extends Predictor {
  toJson(): JsonValue;
}
