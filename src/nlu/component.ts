import type { JsonObject, Logger } from "../base/index.ts";
import type { Interpreter } from "../conversation/index.ts";

/** One training example; offsets count UTF-16 units, end exclusive. */
export interface TrainingExample {
  readonly text: string;
  /** Full name, with `/key` for retrieval intents. Absent on entity-only examples. */
  readonly intent?: string;
  readonly entities: readonly AnnotatedEntity[];
}

export interface AnnotatedEntity {
  readonly start: number;
  readonly end: number;
  readonly entity: string;
  readonly value: string;
  readonly role?: string;
  readonly group?: string;
}

/** All of a project's NLU data, as project/ reads it. */
export interface NluTrainingData {
  readonly examples: readonly TrainingExample[];
  /** Synonym text (as written) to value. */
  readonly synonyms: ReadonlyMap<string, string>;
  readonly regexes: readonly { readonly name: string; readonly pattern: string }[];
  readonly lookups: readonly LookupTable[];
}

/** Words, or several in a row, that are known under a name. */
export interface LookupTable {
  readonly name: string;
  readonly elements: readonly string[];
}

/** One entry of `pipeline` in config.yml. */
export interface ComponentConfiguration {
  readonly name: string;
  readonly options: JsonObject;
}

export interface PipelineConfiguration {
  readonly language: string;
  readonly components: readonly ComponentConfiguration[];
}

export interface TrainingContext {
  readonly seed: number;
  readonly logger: Logger;
  /** Called between steps: `done` of `total` steps, and what is being trained. */
  readonly onProgress?: (progress: {
    readonly step: string;
    readonly done: number;
    readonly total: number;
  }) => void;
  readonly signal?: AbortSignal;
  /** The project's folder, in which options name files. */
  readonly directory?: string;
}

/** Files of a trained part inside the model archive: relative path to bytes (JSON text or typed arrays). */
export type ModelFiles = ReadonlyMap<string, Uint8Array>;

/** A pipeline that can parse and be saved. Predictions are bit-identical after saving and loading. */
export interface TrainedPipeline extends Interpreter {
  toFiles(): ModelFiles;
  /** Loads what the first parse would otherwise wait for (name recognition). */
  warmUp(): Promise<void>;
}
