import { createLookup } from "../lookup.ts";
import { Chain } from "./chain.ts";
import { type CrfModel, checkCrfModel } from "./crf-model.ts";
import type { TokenSequence } from "./token-sequences.ts";

/** The most probable labels of a sequence. */
export interface Tagging {
  readonly path: Uint16Array;
  /** How probable the labels from token `first` to `last` are. To be asked before the next sequence is tagged. */
  probability(first: number, last: number): number;
}

/** Tags sequences with a trained model. Throws a `TypeError` for one that is none. */
export function createTagger(model: CrfModel): (sequence: TokenSequence) => Tagging {
  checkCrfModel(model);
  const chain = new Chain(model.kinds, model);
  chain.setWeights(model.weights);
  chain.setTransitions(model.transitions);
  const find = createLookup(model.keys);
  return ({ tokens, sharedKeys, sharedValues }) => {
    if (tokens.length === 0) return { path: new Uint16Array(0), probability: () => 1 };
    const starts = [0];
    const features: number[] = [];
    for (const keys of tokens) {
      for (const key of keys) {
        const feature = find(key);
        if (feature >= 0) features.push(feature);
      }
      starts.push(features.length);
    }
    const shared: number[] = [];
    const values: number[] = [];
    sharedKeys.forEach((key, at) => {
      const feature = find(key);
      if (feature < 0) return;
      shared.push(feature);
      values.push(sharedValues[at] as number);
    });
    chain.take({ starts, features, shared, sharedValues: values });
    chain.sumPaths();
    chain.forget();
    chain.findBestPath();
    return { path: chain.path, probability: (first, last) => chain.probability(first, last) };
  };
}
