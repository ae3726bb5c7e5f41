import { createRandom, shuffle } from "../base/index.ts";
import { Lattice, type Transitions } from "./crf-lattice.ts";
import { createLearningWeights, type LabelWeights, type TokenSequences } from "./crf-weights.ts";
import { createLookup } from "./lookup.ts";
import { labelCount } from "./span-labels.ts";

/** A linear-chain model of spans. */
export interface CrfModel extends LabelWeights {
  readonly kinds: number;
  readonly transitions: Transitions;
}

export interface CrfOptions {
  /** Kinds of spans. */
  readonly kinds: number;
  /** Passes over the sequences. */
  readonly passes: number;
  readonly seed: number;
  /** What half a squared weight costs against the loss of all sequences. */
  readonly penalty: number;
}

/** Length of the first steps for tokens of one feature, in sequences of up to {@link SHORT} tokens. */
const STEP = 6;
/** In longer ones the tokens share the step: all of them move what they have in common. */
const SHORT = 4;

/** A sequence whose right path is as probable as this is left out of the next pass: it would move next to nothing. */
const KNOWN = 0.95;

/**
 * A conditional random field (Lafferty et al. 2001), trained by stochastic gradient descent on its exact likelihood with
 * an L2 penalty: steps of length step / (1 + step · λ · t), weights kept as a common scale times numbers so that the
 * penalty costs nothing (Bottou 2010, "Large-Scale Machine Learning with Stochastic Gradient Descent"). Deterministic for
 * a seed.
 *
 * @param path the right label of every token.
 */
export function trainCrf(sequences: TokenSequences, path: Uint16Array, options: CrfOptions): CrfModel {
  const { kinds, passes, seed, penalty } = options;
  const { offsets } = sequences;
  const count = offsets.length - 1;
  const decay = penalty / count;
  // With more features a step moves the scores further.
  const tokens = Math.max(1, sequences.tokenOffsets.length - 1);
  const step = STEP / Math.max(1, sequences.keys.length / tokens);
  const weights = createLearningWeights(sequences, path, labelCount(kinds));
  const lattice = new Lattice(kinds, longestOf(offsets));
  const order = Array.from({ length: count }, (_, index) => index);
  const random = createRandom(seed);
  const isKnown = new Uint8Array(count);
  let time = 0;
  for (let pass = 0; pass < passes; pass++) {
    shuffle(order, random);
    let kept = 1;
    for (const index of order) {
      const rate = step * (1 - time++ / (passes * count));
      // Never negative, however long the step is.
      const shrink = 1 / (1 + rate * decay);
      weights.scale *= shrink;
      kept *= shrink;
      const from = offsets[index] as number;
      const length = (offsets[index + 1] as number) - from;
      if (length === 0 || isKnown[index] === 1) {
        isKnown[index] = 0;
        continue;
      }
      const own = rate * Math.min(1, SHORT / length);
      weights.score(index, lattice.emissions);
      lattice.sumPaths(length);
      if (lattice.probability(path.subarray(from, from + length), 0, length - 1) > KNOWN) isKnown[index] = 1;
      lattice.updateTransitions(path.subarray(from, from + length), own);
      weights.update(index, lattice.marginals, own);
    }
    // The penalty of the transitions, which are few, is paid once a pass.
    lattice.shrinkTransitions(kept);
  }
  const { between, within } = lattice.transitions;
  return {
    kinds,
    ...weights.finish(),
    transitions: { between: Float32Array.from(between), within: Float32Array.from(within) },
  };
}

function longestOf(offsets: Uint32Array): number {
  let longest = 1;
  for (let index = 1; index < offsets.length; index++)
    longest = Math.max(longest, (offsets[index] as number) - (offsets[index - 1] as number));
  return longest;
}

/** Features of one sequence. */
export interface TokenSequence {
  readonly tokens: readonly (readonly number[])[];
  readonly sharedKeys: readonly number[];
  readonly sharedValues: readonly number[];
}

/** The most probable labels of a sequence. */
export interface Tagging {
  readonly path: Uint16Array;
  /** How probable the labels from token `first` to `last` are. To be asked before the next sequence is tagged. */
  probability(first: number, last: number): number;
}

/** Tags sequences with a trained model. */
export function createTagger(model: CrfModel): (sequence: TokenSequence) => Tagging {
  const { kinds, keys, offsets, weightLabels, weights } = model;
  const labels = labelCount(kinds);
  const find = createLookup(keys);
  const transitions = {
    between: Float64Array.from(model.transitions.between),
    within: Float64Array.from(model.transitions.within),
  };
  let room = 32;
  let lattice = new Lattice(kinds, room, transitions);
  const common = new Float64Array(labels);
  const addRow = (target: Float64Array, base: number, key: number, factor: number): void => {
    const feature = find(key);
    if (feature < 0) return;
    const end = offsets[feature + 1] as number;
    for (let at = offsets[feature] as number; at < end; at++) {
      const place = base + (weightLabels[at] as number);
      target[place] = (target[place] as number) + factor * (weights[at] as number);
    }
  };
  return ({ tokens, sharedKeys, sharedValues }) => {
    const { length } = tokens;
    if (length > room) {
      room = Math.max(length, room * 2);
      lattice = new Lattice(kinds, room, transitions);
    }
    common.fill(0);
    sharedKeys.forEach((key, at) => {
      addRow(common, 0, key, sharedValues[at] as number);
    });
    tokens.forEach((features, token) => {
      const base = token * labels;
      lattice.emissions.set(common, base);
      for (const key of features) addRow(lattice.emissions, base, key, 1);
    });
    lattice.sumPaths(length);
    const path = lattice.bestPath(length);
    return { path, probability: (first, last) => lattice.probability(path, first, last) };
  };
}

/** Puts sequences one behind the other. */
export function toTokenSequences(sequences: readonly TokenSequence[]): TokenSequences {
  const tokens = sequences.flatMap((sequence) => sequence.tokens);
  return {
    offsets: offsetsOf(sequences.map((sequence) => sequence.tokens.length)),
    tokenOffsets: offsetsOf(tokens.map(({ length }) => length)),
    keys: fillShared(Uint32Array, tokens),
    sharedOffsets: offsetsOf(sequences.map(({ sharedKeys }) => sharedKeys.length)),
    sharedKeys: fillShared(
      Uint32Array,
      sequences.map(({ sharedKeys }) => sharedKeys),
    ),
    sharedValues: fillShared(
      Float32Array,
      sequences.map(({ sharedValues }) => sharedValues),
    ),
  };
}

function offsetsOf(lengths: readonly number[]): Uint32Array {
  const offsets = new Uint32Array(new SharedArrayBuffer((lengths.length + 1) * 4));
  lengths.forEach((length, index) => {
    offsets[index + 1] = (offsets[index] as number) + length;
  });
  return offsets;
}

function fillShared<Numbers extends Uint32Array | Float32Array>(
  type: new (buffer: SharedArrayBuffer) => Numbers,
  lists: readonly (readonly number[])[],
): Numbers {
  const total = lists.reduce((sum, { length }) => sum + length, 0);
  const numbers = new type(new SharedArrayBuffer(total * 4));
  let at = 0;
  for (const list of lists) {
    numbers.set(list, at);
    at += list.length;
  }
  return numbers;
}
