// Numerics on typed arrays: sparse vectors, hashing, a linear SVM, calibration, a linear-chain CRF. No chat words.
// Imports base only. Start with linear-svm.ts and crf.ts.

export { type Calibration, fitCalibration, type HeldOut, probabilities } from "./calibration.ts";
export {
  type Allowed,
  type CrfModel,
  createTagger,
  type FeatureSequence,
  type LabelledSequence,
  trainCrf,
} from "./crf.ts";
export { finishHash, HASH_START, hashText, hashUnit } from "./hashing.ts";
export { type LinearModel, linearScores, type SvmOptions, trainSvm } from "./linear-svm.ts";
export type { MinimiseOptions, Objective } from "./minimise.ts";
export {
  type SoftmaxOptions,
  trainSoftmax,
  type WeightedExample,
} from "./softmax-regression.ts";
export { norm, type SparseVector } from "./sparse-vector.ts";
