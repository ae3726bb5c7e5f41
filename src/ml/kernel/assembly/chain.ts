// A linear-chain model of spans (src/ml/crf) in AssemblyScript: scores, sums over all paths, the best path and a step of
// learning, four groups at a time. One instance holds one model. Start with chain/scores.ts, chain/sums.ts and
// chain/learning.ts.
//
// A group is outside (0) or a kind of span (from 1); as many as are a multiple of 4 make a strip. A row of labels is four
// strips: the first tokens of spans, those inside, last ones, and spans of one token. Outside is the first number of the
// last strip. Labels count numbers from the beginning of the row. Numbers are 32-bit floats and pointers bytes.

export { findBest } from "./chain/best-path";
export { learn } from "./chain/learning";
export {
  between,
  listLabels,
  listStarts,
  listWeights,
  matrix,
  open,
  path,
  reserve,
  rowOf,
  sharedFeatures,
  sharedValues,
  tokenFeatures,
  tokenStarts,
  within,
} from "./chain/memory";
export { addCosts, score } from "./chain/scores";
export { probability, sumPaths } from "./chain/sums";
export { forget, refresh } from "./chain/transitions";
