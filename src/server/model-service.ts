import type { JsonObject } from "../base/index.ts";

/** The port for models: what the API asks for beside conversations. The command line implements it. */
export interface ModelService {
  /**
   * Loads a model of the server's own folder of models, by its name. Throws `server/bad-model`; the model that was
   * loaded stays then.
   */
  load(name: string): Promise<void>;
  /** Trains from one document with everything (domain, pipeline, policies, data). Throws `server/bad-training-data`. */
  train(request: TrainRequest): Promise<TrainedArchive>;
  /** Trainings and cross-validations that run now. */
  activeTrainings(): number;
  /** Compares the loaded model with stories in YAML. Throws `server/bad-training-data`. */
  testStories(document: string, options: TestOptions & { readonly isEndToEnd: boolean }): Promise<JsonObject>;
  /** Compares a model (by name; default the loaded one) with NLU data. Throws as above, and `server/bad-model`. */
  testUnderstanding(
    document: string,
    options: TestOptions & { readonly model: string | null },
  ): Promise<JsonObject>;
  /** Trains and tests the document's pipeline on parts of its data. */
  crossValidate(document: string, options: TestOptions & { readonly folds: number }): Promise<JsonObject>;
}

interface TestOptions {
  /** Ends the work. */
  readonly signal: AbortSignal;
}

export interface TrainRequest {
  /** Ends the work. */
  readonly signal: AbortSignal;
  /** YAML or JSON. */
  readonly document: string;
  /** Keeps the model in the server's folder of models; otherwise only the answer has it. */
  readonly isKept: boolean;
  readonly isForced: boolean;
  readonly augmentation: number | null;
}

/** A model archive with its file name. */
export interface TrainedArchive {
  readonly name: string;
  readonly bytes: Uint8Array;
}
