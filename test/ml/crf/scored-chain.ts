import { Chain, type Transitions } from "../../../src/ml/crf/chain.ts";
import { labelCount } from "../../../src/ml/crf/span-labels.ts";
import type { PathScores } from "./label-paths.ts";

/** A chain whose tokens have a feature each, with the token's scores as its weights; summed up. */
export interface ScoredChain {
  readonly chain: Chain;
  /** The probability of each label, a row of labels for each token. */
  readonly marginals: Float64Array;
  bestPath(): Uint16Array;
  probability(path: ArrayLike<number>, first: number, last: number): number;
  /** One step towards a path; gives the transitions then. */
  learn(path: ArrayLike<number>, rate: number): Transitions;
  /** Goes on to other scores for the same labels, in as many tokens or fewer. */
  change(emissions: Float64Array): ScoredChain;
}

export function scoreChain({ kinds, length, emissions, between, within }: PathScores): ScoredChain {
  const labels = labelCount(kinds);
  const all = Array.from({ length }, () => Array.from({ length: labels }, (_, label) => label));
  const chain = new Chain(kinds, {
    offsets: Uint32Array.from({ length: length + 1 }, (_, token) => token * labels),
    weightLabels: Uint16Array.from(all.flat()),
  });
  chain.setTransitions({ between: Float32Array.from(between), within: Float32Array.from(within) });
  return sum(chain, emissions, labels);
}

function sum(chain: Chain, emissions: Float64Array, labels: number): ScoredChain {
  const length = emissions.length / labels;
  const weights = new Float32Array(chain.weightCount);
  weights.set(emissions);
  chain.setWeights(weights);
  const tokens = Array.from({ length }, (_, token) => token);
  chain.take({ starts: [...tokens, length], features: tokens, shared: [], sharedValues: [] });
  chain.sumPaths();
  const probability = (path: ArrayLike<number>, first: number, last: number): number => {
    chain.path = path;
    return chain.probability(first, last);
  };
  const marginals = Float64Array.from(emissions, (_, at) => {
    const token = Math.floor(at / labels);
    const path = new Uint16Array(length);
    path[token] = at % labels;
    return probability(path, token, token);
  });
  return {
    chain,
    marginals,
    bestPath() {
      chain.findBestPath();
      return chain.path;
    },
    probability,
    learn(path, rate) {
      chain.path = path;
      chain.learn(rate, 1);
      return chain.transitions;
    },
    change: (others) => sum(chain, others, labels),
  };
}
