import { createRandom, shuffle } from "../base/index.ts";

/** A sequence of tokens, each as the hashes of its features (unsigned 32-bit). */
export type FeatureSequence = readonly Uint32Array[];

export interface LabelledSequence {
  readonly features: FeatureSequence;
  /** Index of each token's label. */
  readonly labels: Int32Array;
}

/** A linear-chain model. Sparse: each feature has weights only for the labels it was ever seen to matter for. */
export interface CrfModel {
  readonly labels: number;
  /** Feature hashes in ascending order. */
  readonly keys: Uint32Array;
  /** Where a feature's weights begin; one longer than `keys`. */
  readonly offsets: Uint32Array;
  readonly weightLabels: Uint16Array;
  readonly weights: Float32Array;
  /** From label to label, row by row; the last row is from the beginning. */
  readonly transitions: Float32Array;
}

/** Which label may follow which (`from` is the number of labels at the beginning). */
export type Allowed = (from: number, to: number) => boolean;

export interface CrfOptions {
  readonly labels: number;
  readonly allowed: Allowed;
  readonly passes: number;
  readonly seed: number;
}

/** Weights of one feature while training, with their sums for averaging. */
interface Row {
  readonly labels: number[];
  readonly values: number[];
  readonly sums: number[];
}

/**
 * Averaged structured perceptron (Collins 2002, "Discriminative Training Methods for Hidden Markov Models") with
 * exact Viterbi decoding. Deterministic for a seed.
 */
export function trainCrf(sequences: readonly LabelledSequence[], options: CrfOptions): CrfModel {
  const { labels, allowed, passes, seed } = options;
  const rows = new Map<number, Row>();
  const transitions = new Float64Array((labels + 1) * labels);
  const transitionSums = new Float64Array(transitions.length);
  const order = sequences.map((_, index) => index);
  const random = createRandom(seed);
  let step = 1;

  const addFeature = (feature: number, label: number, amount: number): void => {
    let row = rows.get(feature);
    if (row === undefined) {
      row = { labels: [], values: [], sums: [] };
      rows.set(feature, row);
    }
    let at = row.labels.indexOf(label);
    if (at < 0) at = row.labels.push(label) - 1;
    row.values[at] = (row.values[at] ?? 0) + amount;
    row.sums[at] = (row.sums[at] ?? 0) + amount * step;
  };
  const addTransition = (from: number, to: number, amount: number): void => {
    const at = from * labels + to;
    transitions[at] = (transitions[at] as number) + amount;
    transitionSums[at] = (transitionSums[at] as number) + amount * step;
  };
  const update = (
    { features, labels: path }: LabelledSequence,
    amount: number,
    predicted: Int32Array,
  ): void => {
    path.forEach((label, index) => {
      const other = predicted[index] as number;
      if (label !== other) {
        for (const feature of features[index] as Uint32Array) {
          addFeature(feature, label, amount);
          addFeature(feature, other, -amount);
        }
      }
      const from = index === 0 ? labels : (path[index - 1] as number);
      const otherFrom = index === 0 ? labels : (predicted[index - 1] as number);
      if (from === otherFrom && label === other) return;
      addTransition(from, label, amount);
      addTransition(otherFrom, other, -amount);
    });
  };

  for (let pass = 0; pass < passes; pass++) {
    shuffle(order, random);
    for (const index of order) {
      const sequence = sequences[index] as LabelledSequence;
      const emissions = sequence.features.map((features) => emission(features, rows, labels));
      const predicted = viterbi(emissions, transitions, { labels, allowed });
      update(sequence, 1, predicted);
      step++;
    }
  }
  return average({ rows, transitions, transitionSums, labels, step });
}

function emission(features: Uint32Array, rows: ReadonlyMap<number, Row>, labels: number): Float64Array {
  const scores = new Float64Array(labels);
  for (const feature of features) {
    const row = rows.get(feature);
    if (row === undefined) continue;
    for (let at = 0; at < row.labels.length; at++) {
      const label = row.labels[at] as number;
      scores[label] = (scores[label] as number) + (row.values[at] as number);
    }
  }
  return scores;
}

interface Trained {
  readonly rows: ReadonlyMap<number, Row>;
  readonly transitions: Float64Array;
  readonly transitionSums: Float64Array;
  readonly labels: number;
  readonly step: number;
}

function average({ rows, transitions, transitionSums, labels, step }: Trained): CrfModel {
  const keys = Uint32Array.from(rows.keys()).sort();
  const offsets = new Uint32Array(keys.length + 1);
  const weightLabels: number[] = [];
  const weights: number[] = [];
  keys.forEach((key, index) => {
    const row = rows.get(key) as Row;
    row.labels.forEach((label, at) => {
      const weight = (row.values[at] as number) - (row.sums[at] as number) / step;
      if (Math.abs(weight) < 1e-4) return;
      weightLabels.push(label);
      weights.push(weight);
    });
    offsets[index + 1] = weights.length;
  });
  return {
    labels,
    keys,
    offsets,
    weightLabels: Uint16Array.from(weightLabels),
    weights: Float32Array.from(weights),
    transitions: Float32Array.from(
      transitions,
      (weight, at) => weight - (transitionSums[at] as number) / step,
    ),
  };
}

/** Tags sequences with a trained model. */
export function createTagger(model: CrfModel, allowed: Allowed): (features: FeatureSequence) => Int32Array {
  const positions = new Map<number, number>();
  for (const [index, key] of model.keys.entries()) positions.set(key, index);
  const transitions = Float64Array.from(model.transitions);
  return (sequence) => {
    const emissions = sequence.map((features) => {
      const scores = new Float64Array(model.labels);
      for (const feature of features) {
        const position = positions.get(feature);
        if (position === undefined) continue;
        const end = model.offsets[position + 1] as number;
        for (let at = model.offsets[position] as number; at < end; at++) {
          const label = model.weightLabels[at] as number;
          scores[label] = (scores[label] as number) + (model.weights[at] as number);
        }
      }
      return scores;
    });
    return viterbi(emissions, transitions, { labels: model.labels, allowed });
  };
}

/** The best path that respects `allowed`. */
function viterbi(
  emissions: readonly Float64Array[],
  transitions: Float64Array,
  { labels, allowed }: { readonly labels: number; readonly allowed: Allowed },
): Int32Array {
  const length = emissions.length;
  const path = new Int32Array(length);
  if (length === 0) return path;
  const back: Int32Array[] = [];
  let scores = new Float64Array(labels).fill(Number.NEGATIVE_INFINITY);
  for (let to = 0; to < labels; to++) {
    if (allowed(labels, to))
      scores[to] =
        (transitions[labels * labels + to] as number) + ((emissions[0] as Float64Array)[to] as number);
  }
  for (let index = 1; index < length; index++) {
    const next = new Float64Array(labels).fill(Number.NEGATIVE_INFINITY);
    const from = new Int32Array(labels);
    for (let to = 0; to < labels; to++) {
      const emitted = (emissions[index] as Float64Array)[to] as number;
      for (let before = 0; before < labels; before++) {
        if (!allowed(before, to)) continue;
        const score = (scores[before] as number) + (transitions[before * labels + to] as number) + emitted;
        if (score > (next[to] as number)) {
          next[to] = score;
          from[to] = before;
        }
      }
    }
    back.push(from);
    scores = next;
  }
  let best = 0;
  for (let label = 1; label < labels; label++)
    if ((scores[label] as number) > (scores[best] as number)) best = label;
  path[length - 1] = best;
  for (let index = length - 1; index > 0; index--) {
    best = (back[index - 1] as Int32Array)[best] as number;
    path[index - 1] = best;
  }
  return path;
}
