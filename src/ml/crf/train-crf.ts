import { createRandom, shuffle } from "../../base/index.ts";
import { Chain, type Costs } from "./chain.ts";
import { type CrfModel, checkCrfModel, MOST_KINDS } from "./crf-model.ts";
import { keepLarge, seenLabels } from "./label-weights.ts";
import { labelCount } from "./span-labels.ts";
import type { TokenSequences } from "./token-sequences.ts";

export interface CrfOptions {
  /** Kinds of spans. */
  readonly kinds: number;
  /** Passes over the sequences. */
  readonly passes: number;
  readonly seed: number;
  /** What half a squared weight costs against the loss of all sequences. */
  readonly penalty: number;
  /** By how much the right label has to be better than a wrong one. */
  readonly costs: Costs;
}

/** Length of the first steps for tokens of one feature, in sequences of up to {@link SHORT} tokens. */
const STEP = 6;
/** In longer ones the tokens share the step: all of them move what they have in common. */
const SHORT = 4;
/** A sequence whose right path is as probable as this is left out of the next pass: it would move next to nothing. */
const KNOWN = 0.95;
/**
 * What all scores are divided by in the end. It leaves the best path as it is, and makes up for the costs, by which right
 * labels got ahead: on splits of two data sets spans of a probability were then right about as often.
 */
const TEMPERATURE = 1.8;

/**
 * A conditional random field (Lafferty et al. 2001), trained by stochastic gradient descent on its exact softmax-margin
 * loss (Gimpel & Smith 2010, "Softmax-Margin CRFs") with an L2 penalty: steps that shorten to 0 in a straight line,
 * weights kept as a common scale times numbers so that the penalty costs nothing (Bottou 2010, "Large-Scale Machine
 * Learning with Stochastic Gradient Descent"). Deterministic for a seed.
 *
 * @param path the right label of every token.
 */
export function trainCrf(sequences: TokenSequences, path: Uint16Array, options: CrfOptions): CrfModel {
  const { kinds, passes, seed, penalty, costs } = options;
  if (kinds > MOST_KINDS)
    throw new RangeError(`${kinds} kinds of spans are more than ${MOST_KINDS}, as many as can be learned`);
  const { offsets } = sequences;
  const count = offsets.length - 1;
  const decay = penalty / count;
  const step = STEP / Math.max(1, featuresPerToken(sequences));
  const seen = seenLabels(sequences, { path, labels: labelCount(kinds) });
  const chain = new Chain(kinds, seen);
  const order = Array.from({ length: count }, (_, index) => index);
  const random = createRandom(seed);
  const isKnown = new Uint8Array(count);
  let scale = 1;
  let time = 0;
  for (let pass = 0; pass < passes; pass++) {
    shuffle(order, random);
    let kept = 1;
    for (const index of order) {
      const rate = step * (1 - time++ / (passes * count));
      // Never negative, however long the step is.
      const shrink = 1 / (1 + rate * decay);
      scale *= shrink;
      kept *= shrink;
      const from = offsets[index] as number;
      const length = (offsets[index + 1] as number) - from;
      if (length === 0 || isKnown[index] === 1) {
        isKnown[index] = 0;
        continue;
      }
      take(chain, sequences, index);
      chain.path = path.subarray(from, from + length);
      chain.sumPaths(scale, costs);
      if (chain.probability(0, length - 1) > KNOWN) isKnown[index] = 1;
      chain.learn(rate * Math.min(1, SHORT / length), scale);
    }
    // The penalty of the transitions, which are few, is paid once a pass.
    chain.shrinkTransitions(kept);
  }
  chain.shrinkTransitions(1 / TEMPERATURE);
  const eachWeight = chain.readWeights();
  const weights = keepLarge(sequences.keys, (feature, visit) => {
    eachWeight(feature, (label, weight) => {
      visit(label, (weight * scale) / TEMPERATURE);
    });
  });
  const model = { kinds, ...weights, transitions: chain.transitions };
  checkCrfModel(model);
  return model;
}

/** With more features a step moves the scores further. */
function featuresPerToken({ features, tokenOffsets }: TokenSequences): number {
  return features.length / Math.max(1, tokenOffsets.length - 1);
}

function take(chain: Chain, sequences: TokenSequences, index: number): void {
  const { offsets, tokenOffsets, features, sharedOffsets, shared, sharedValues } = sequences;
  const first = offsets[index] as number;
  const end = offsets[index + 1] as number;
  const from = tokenOffsets[first] as number;
  const sharedFrom = sharedOffsets[index] as number;
  const sharedEnd = sharedOffsets[index + 1] as number;
  chain.take({
    starts: tokenOffsets.subarray(first, end + 1).map((offset) => offset - from),
    features: features.subarray(from, tokenOffsets[end]),
    shared: shared.subarray(sharedFrom, sharedEnd),
    sharedValues: sharedValues.subarray(sharedFrom, sharedEnd),
  });
}
