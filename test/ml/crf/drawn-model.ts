import { type Random, shuffle } from "../../../src/base/index.ts";
import { Chain, type NumberedSequence } from "../../../src/ml/crf/chain.ts";
import { labelCount } from "../../../src/ml/crf/span-labels.ts";
import type { PathScores } from "./label-paths.ts";
import type { Slopes } from "./softmax-margin.ts";

/** Features with more labels have a weight for every label. */
const MANY_LABELS = 12;
const FEATURES = 6;

/** All numbers of a model of few features; those a feature has no weight for are 0. */
export interface DrawnModel {
  readonly kinds: number;
  /** The labels that each feature was seen with. */
  readonly seen: readonly (readonly number[])[];
  /** A row of labels for each feature. */
  readonly weights: Float64Array;
  readonly between: Float64Array;
  readonly within: Float64Array;
}

/** A sequence by the numbers of features; a token may have one twice. */
export interface DrawnSequence {
  readonly tokens: readonly (readonly number[])[];
  readonly shared: readonly number[];
  readonly sharedValues: readonly number[];
}

export function drawBetween(random: Random, least: number, most: number): number {
  return least + random.next() * (most - least);
}

/** Every other feature was seen with more than {@link MANY_LABELS} labels, where there are so many. */
export function drawModel(random: Random, kinds: number): DrawnModel {
  const labels = labelCount(kinds);
  const seen = Array.from({ length: FEATURES }, (_, feature) => {
    const all = shuffle(
      Array.from({ length: labels }, (_, label) => label),
      random,
    );
    const isMany = feature % 2 === 1 && labels > MANY_LABELS;
    const count = isMany
      ? MANY_LABELS + 1 + random.below(labels - MANY_LABELS)
      : random.below(Math.min(labels, MANY_LABELS) + 1);
    return all.slice(0, count);
  });
  const weights = new Float64Array(FEATURES * labels);
  seen.forEach((own, feature) => {
    for (const label of own) weights[feature * labels + label] = drawBetween(random, -1.5, 1.5);
  });
  const numbers = (length: number) => Float64Array.from({ length }, () => drawBetween(random, -2, 2));
  return { kinds, seen, weights, between: numbers((kinds + 2) * (kinds + 1)), within: numbers(kinds * 4) };
}

export function drawSequence(random: Random, length: number): DrawnSequence {
  const features = (most: number) =>
    Array.from({ length: random.below(most + 1) }, () => random.below(FEATURES));
  const shared = features(2);
  return {
    tokens: Array.from({ length }, () => features(3)),
    shared,
    sharedValues: shared.map(() => drawBetween(random, -1, 1)),
  };
}

/** The scores of a sequence, whose weights count `scale` times. */
export function scoresOf(model: DrawnModel, sequence: DrawnSequence, scale: number): PathScores {
  const { kinds, weights, between, within } = model;
  const labels = labelCount(kinds);
  const { length } = sequence.tokens;
  const emissions = new Float64Array(length * labels);
  sequence.tokens.forEach((features, token) => {
    const add = (feature: number, value: number): void => {
      for (let label = 0; label < labels; label++)
        emissions[token * labels + label]! += scale * value * weights[feature * labels + label]!;
    };
    for (const feature of features) add(feature, 1);
    sequence.shared.forEach((feature, at) => {
      add(feature, sequence.sharedValues[at]!);
    });
  });
  return { kinds, length, emissions, between, within };
}

/**
 * The slopes of the weights by those of what they add up to. What all tokens share moves by the mean of the tokens.
 *
 * @param isTaught whether the features of a token alone move.
 */
export function weightSlopes(
  model: DrawnModel,
  { tokens, shared, sharedValues }: DrawnSequence,
  { emissions }: Slopes,
  isTaught: (token: number) => boolean = () => true,
): Float64Array {
  const labels = labelCount(model.kinds);
  const slopes = new Float64Array(model.weights.length);
  const add = (feature: number, token: number, value: number): void => {
    for (let label = 0; label < labels; label++)
      if (hasWeight(model, feature, label))
        slopes[feature * labels + label]! += value * emissions[token * labels + label]!;
  };
  tokens.forEach((features, token) => {
    if (isTaught(token)) for (const feature of features) add(feature, token, 1);
    shared.forEach((feature, at) => {
      add(feature, token, sharedValues[at]! / tokens.length);
    });
  });
  return slopes;
}

function hasWeight({ seen }: DrawnModel, feature: number, label: number): boolean {
  return seen[feature]!.length > MANY_LABELS || seen[feature]!.includes(label);
}

export function toChain({ kinds, seen, weights, between, within }: DrawnModel): Chain {
  const offsets = [0];
  for (const own of seen) offsets.push(offsets.at(-1)! + own.length);
  const chain = new Chain(kinds, {
    offsets: Uint32Array.from(offsets),
    weightLabels: Uint16Array.from(seen.flat()),
  });
  const labels = labelCount(kinds);
  const listed = seen.flatMap((own, feature) => own.map((label) => weights[feature * labels + label]!));
  chain.setWeights(Float32Array.from(listed));
  chain.setTransitions({ between: Float32Array.from(between), within: Float32Array.from(within) });
  return chain;
}

export function toNumbered({ tokens, shared, sharedValues }: DrawnSequence): NumberedSequence {
  const starts = [0];
  for (const features of tokens) starts.push(starts.at(-1)! + features.length);
  return { starts, features: tokens.flat(), shared, sharedValues };
}

/** The weights of a chain as a {@link DrawnModel} has them. */
export function readTable(chain: Chain, { seen, weights, kinds }: DrawnModel): Float64Array {
  const read = chain.readWeights();
  const table = new Float64Array(weights.length);
  seen.forEach((_, feature) => {
    read(feature, (label, weight) => {
      table[feature * labelCount(kinds) + label] = weight;
    });
  });
  return table;
}
