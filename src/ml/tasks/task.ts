import { type CrfModel, type CrfOptions, type TokenSequences, trainCrf } from "../crf/index.ts";
import {
  type NetworkExamples,
  type NetworkOptions,
  type TrainedNetwork,
  trainNetwork,
} from "../embedding-network.ts";

/** Work that takes a while and depends on nothing but what it is given. */
export interface NetworkTask {
  readonly type: "network";
  readonly examples: NetworkExamples;
  readonly options: NetworkOptions;
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
    case "network":
      return trainNetwork(task.examples, task.options);
    case "crf":
      return trainCrf(task.sequences, task.path, task.options);
  }
}

/** Bytes of the numbers that a task is given, all in all; what it computes with takes as much again. */
export function sizeOfTask(task: Task): number {
  const lists = task.type === "network" ? task.examples.rows : task.sequences;
  return Object.values(lists).reduce((sum, { byteLength }) => sum + byteLength, 0);
}
