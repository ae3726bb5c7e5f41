// A linear-chain conditional random field of spans: learned (train-crf.ts) and applied (tagger.ts), both over chain.ts,
// which computes in WebAssembly. Imports base, lookup and the kernel only. Start with train-crf.ts.

export type { Costs } from "./chain.ts";
export { areOffsets, type CrfModel } from "./crf-model.ts";
export { decodeSpans, encodeSpans, POSITIONS } from "./span-labels.ts";
export { createTagger, type Tagging } from "./tagger.ts";
export { type TokenSequence, type TokenSequences, toTokenSequences } from "./token-sequences.ts";
export { type CrfOptions, trainCrf } from "./train-crf.ts";
