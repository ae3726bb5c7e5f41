// Numerics on typed arrays: sparse vectors, hashing, small networks, calibration, a linear-chain CRF. No chat words.
// Imports base only. Start with embedding-network.ts and crf/.

export { type Calibration, fitCalibration, type HeldOut, probabilities } from "./calibration.ts";
export {
  areOffsets,
  type CrfModel,
  createTagger,
  decodeSpans,
  encodeSpans,
  POSITIONS,
  type TokenSequence,
  toTokenSequences,
} from "./crf/index.ts";
export type { NetworkExamples } from "./embedding-network.ts";
export { finishHash, HASH_START, hashText, hashUnit } from "./hashing.ts";
export { createKeyTable, type KeyTable } from "./key-table.ts";
export { type LinearModel, linearScores } from "./linear-model.ts";
export { createLookup } from "./lookup.ts";
export type { MinimiseOptions, Objective } from "./minimise.ts";
export {
  createScorer,
  joinNetworks,
  type NetworkEnsemble,
} from "./network-ensemble.ts";
export {
  type SoftmaxOptions,
  trainSoftmax,
  type WeightedExample,
} from "./softmax-regression.ts";
export { type SparseRows, toSparseRows } from "./sparse-rows.ts";
export { norm, type SparseVector } from "./sparse-vector.ts";
export { createTaskPool, type TaskPool } from "./tasks/index.ts";
