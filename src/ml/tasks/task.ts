import { type CrfModel, type CrfOptions, type TokenSequences, trainCrf } from "../crf/index.ts";
import {
  type EmbeddingNetwork,
  type NetworkExamples,
  type NetworkOptions,
  trainNetwork,
} from "../embedding-network.ts";
import { createScorer, joinNetworks, scoreRows } from "../network-ensemble.ts";

/** Work that takes a while and depends on nothing but what it is given. */
export interface NetworkTask {
  readonly type: "network";
  readonly examples: NetworkExamples;
  readonly options: NetworkOptions;
  /** Rows to score with the trained network. */
  readonly heldOut: Uint32Array;
}

export interface TrainedNetwork {
  readonly network: EmbeddingNetwork;
  /** Scores of each row that was held out. */
  readonly scores: readonly Float32Array[];
}

export interface CrfTask {
  readonly type: "crf";
  readonly sequences: TokenSequences;
  /** The right label of every token. */
  readonly path: Uint16Array;
  readonly options: CrfOptions;
}

export type Task = NetworkTask | CrfTask;
export type Result<Of extends Task> = Of extends NetworkTask ? TrainedNetwork : CrfModel;

/** Does a task, wherever this runs. */
export function runTask(task: Task): Result<Task> {
  switch (task.type) {
    case "network": {
      const network = trainNetwork(task.examples, task.options);
      const scores = scoreRows(createScorer(joinNetworks([network])), task.examples.rows, task.heldOut);
      return { network, scores };
    }
    case "crf":
      return trainCrf(task.sequences, task.path, task.options);
  }
}
