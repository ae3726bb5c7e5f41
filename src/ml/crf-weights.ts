import { createKernel, padded } from "./kernel/kernel.ts";
import { createLookup } from "./lookup.ts";

/**
 * Token sequences one behind the other, in lists that threads can share. Each token has features by 32-bit keys; each
 * sequence has features of its own, with values, that count for all of its tokens.
 */
export interface TokenSequences {
  /** Where the tokens of a sequence begin, and where the last ones end. */
  readonly offsets: Uint32Array;
  /** Where the keys of a token begin, and where the last ones end. */
  readonly tokenOffsets: Uint32Array;
  readonly keys: Uint32Array;
  /** Where the features of a sequence as a whole begin, and where the last ones end. */
  readonly sharedOffsets: Uint32Array;
  readonly sharedKeys: Uint32Array;
  readonly sharedValues: Float32Array;
}

/** Weights of features for labels. Sparse: each feature has weights only for the labels it was seen with. */
export interface LabelWeights {
  /** Feature keys in ascending order. */
  readonly keys: Uint32Array;
  /** Where a feature's weights begin; one longer than `keys`. */
  readonly offsets: Uint32Array;
  readonly weightLabels: Uint16Array;
  readonly weights: Float32Array;
}

/** Weights while they are learned. */
export interface LearningWeights {
  /** What all numbers are to be multiplied with. */
  scale: number;
  /** Scores of the labels for each token of a sequence, a row of `labels` numbers each. */
  score(sequence: number, emissions: Float64Array): void;
  /** Moves towards the sequence's path and away from what was expected. */
  update(sequence: number, marginals: Float64Array, rate: number): void;
  finish(): LabelWeights;
}

/** Weights smaller than this say nothing and are not kept. */
const SMALLEST_WEIGHT = 1e-3;
/** Features that were seen with more labels have a weight for every label: then a row is quicker than a list. */
const MANY_LABELS = 12;

/** Numbers the features, finds the labels each was seen with, and gives every pair a weight of 0. */
export function createLearningWeights(
  sequences: TokenSequences,
  path: Uint16Array,
  labels: number,
): LearningWeights {
  const keys = distinct(sequences.keys, sequences.sharedKeys);
  const find = createLookup(keys);
  const occurrences = {
    ...sequences,
    features: sequences.keys.map(find),
    shared: sequences.sharedKeys.map(find),
  };
  const pairs = seenPairs(occurrences, { features: keys.length, labels }, path);
  const rows = createRows(pairs, labels);
  const lists = createLists(pairs, rows);
  const { offsets, tokenOffsets, sharedOffsets, sharedValues } = sequences;
  const ofTokens: Occurring = { features: occurrences.features, values: null, offsets: tokenOffsets };
  const ofSequences: Occurring = {
    features: occurrences.shared,
    values: sharedValues,
    offsets: sharedOffsets,
  };
  const result: LearningWeights = {
    scale: 1,
    score(sequence, emissions) {
      addFeatures({ rows, lists }, ofSequences, sequence);
      const common = Float64Array.from(lists.sums, (sum, label) => sum + (rows.sums[label] as number));
      const first = offsets[sequence] as number;
      for (let token = first; token < (offsets[sequence + 1] as number); token++) {
        addFeatures({ rows, lists }, ofTokens, token);
        const base = (token - first) * labels;
        for (let label = 0; label < labels; label++) {
          const sum = (rows.sums[label] as number) + (lists.sums[label] as number);
          emissions[base + label] = result.scale * ((common[label] as number) + sum);
        }
      }
    },
    update(sequence, marginals, rate) {
      const { errors } = rows;
      const factor = rate / result.scale;
      const all = new Float64Array(labels);
      const first = offsets[sequence] as number;
      const length = (offsets[sequence + 1] as number) - first;
      for (let token = first; token < first + length; token++) {
        const base = (token - first) * labels;
        // What is too little of each label: minus its probability, and 1 more for the right one.
        for (let label = 0; label < labels; label++) {
          const error = (path[token] === label ? 1 : 0) - (marginals[base + label] as number);
          errors[label] = error;
          all[label] = (all[label] as number) + error;
        }
        moveFeatures({ rows, lists }, ofTokens, token, factor);
      }
      // The mean, not the sum: what counts for all tokens would move further than what counts for one.
      for (let label = 0; label < labels; label++) errors[label] = (all[label] as number) / length;
      moveFeatures({ rows, lists }, ofSequences, sequence, factor);
    },
    finish: () => keepLarge({ keys, pairs, rows, lists, labels, scale: result.scale }),
  };
  return result;
}

/** Features that come with tokens or with sequences: those of number `n` lie from `offsets[n]` to `offsets[n + 1]`. */
interface Occurring {
  readonly features: Uint32Array;
  /** How much each counts; null where all count 1. */
  readonly values: Float32Array | null;
  readonly offsets: Uint32Array;
}

/** Sums up the weights of all features of a token or a sequence. */
function addFeatures(
  { rows, lists }: Weights,
  { features, values, offsets }: Occurring,
  number: number,
): void {
  rows.begin();
  lists.sums.fill(0);
  const end = offsets[number + 1] as number;
  for (let at = offsets[number] as number; at < end; at++) {
    const feature = features[at] as number;
    const value = values === null ? 1 : (values[at] as number);
    if (!rows.take(feature, value)) lists.add(feature, value);
  }
  rows.addTaken();
}

/** Moves the weights of all features of a token or a sequence by the errors times `factor`. */
function moveFeatures(
  { rows, lists }: Weights,
  { features, values, offsets }: Occurring,
  number: number,
  factor: number,
): void {
  rows.begin();
  const end = offsets[number + 1] as number;
  for (let at = offsets[number] as number; at < end; at++) {
    const feature = features[at] as number;
    const value = values === null ? 1 : (values[at] as number);
    if (!rows.take(feature, value)) lists.move(feature, rows.errors, factor * value);
  }
  rows.moveTaken(factor);
}

interface Weights {
  readonly rows: Rows;
  readonly lists: Lists;
}

type Pairs = Pick<LabelWeights, "offsets" | "weightLabels">;

/** Weights of the features that have one for every label: rows in a kernel's memory. */
interface Rows {
  /** What `addTaken` sums up, and what `moveTaken` moves by. */
  readonly sums: Float32Array;
  readonly errors: Float32Array;
  /** Forgets the features that were taken. */
  begin(): void;
  /** Takes a feature for what comes next; false for one that has no row. */
  take(feature: number, value: number): boolean;
  addTaken(): void;
  moveTaken(factor: number): void;
  /** The weights of a feature, or null for one that has no row. */
  rowOf(feature: number): Float32Array | null;
}

/** Features of one token at most that have rows. */
const MOST_TAKEN = 4_096;

function createRows({ offsets }: Pairs, labels: number): Rows {
  const features = offsets.length - 1;
  const rowOf = new Int32Array(features).fill(-1);
  let count = 0;
  for (let feature = 0; feature < features; feature++)
    if ((offsets[feature + 1] as number) - (offsets[feature] as number) > MANY_LABELS)
      rowOf[feature] = count++;
  const width = padded(labels);
  const kernel = createKernel(count * width + 2 * width + 2 * MOST_TAKEN, 5);
  const matrix = kernel.floats(count * width);
  const sums = kernel.floats(width);
  const errors = kernel.floats(width);
  const indices = kernel.integers(MOST_TAKEN);
  const values = kernel.floats(MOST_TAKEN);
  let taken = 0;
  return {
    sums: sums.numbers,
    errors: errors.numbers,
    begin() {
      taken = 0;
    },
    take(feature, value) {
      const row = rowOf[feature] as number;
      if (row < 0) return false;
      if (taken === MOST_TAKEN) return true;
      indices.numbers[taken] = row;
      values.numbers[taken++] = value;
      return true;
    },
    addTaken() {
      sums.numbers.fill(0);
      kernel.gather(sums.pointer, matrix.pointer, width, indices.pointer, values.pointer, taken);
    },
    moveTaken(factor) {
      kernel.scatter(matrix.pointer, width, indices.pointer, values.pointer, taken, errors.pointer, factor);
    },
    rowOf(feature) {
      const row = rowOf[feature] as number;
      return row < 0 ? null : matrix.numbers.subarray(row * width, row * width + labels);
    },
  };
}

/** Weights of all other features: a list of the labels each was seen with. */
interface Lists {
  /** What `add` sums up. */
  readonly sums: Float64Array;
  readonly numbers: Float64Array;
  add(feature: number, factor: number): void;
  move(feature: number, errors: Float32Array, factor: number): void;
}

function createLists({ offsets, weightLabels }: Pairs, { errors }: Rows): Lists {
  const numbers = new Float64Array(weightLabels.length);
  const sums = new Float64Array(errors.length);
  return {
    sums,
    numbers,
    add(feature, factor) {
      const end = offsets[feature + 1] as number;
      for (let at = offsets[feature] as number; at < end; at++) {
        const label = weightLabels[at] as number;
        sums[label] = (sums[label] as number) + factor * (numbers[at] as number);
      }
    },
    move(feature, by, factor) {
      const end = offsets[feature + 1] as number;
      for (let at = offsets[feature] as number; at < end; at++)
        numbers[at] = (numbers[at] as number) + factor * (by[weightLabels[at] as number] as number);
    },
  };
}

function distinct(...lists: readonly Uint32Array[]): Uint32Array {
  const all = new Uint32Array(lists.reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  for (const list of lists) {
    all.set(list, end);
    end += list.length;
  }
  all.sort();
  let kept = 0;
  for (let at = 0; at < all.length; at++)
    if (at === 0 || all[at] !== all[kept - 1]) all[kept++] = all[at] as number;
  return all.slice(0, kept);
}

interface Occurrences extends TokenSequences {
  /** Number of the feature at each place of `keys` and of `sharedKeys`. */
  readonly features: Uint32Array;
  readonly shared: Uint32Array;
}

/** The labels each feature was seen with: all occurrences put in order of their feature, each label taken once. */
function seenPairs(
  occurrences: Occurrences,
  size: { readonly features: number; readonly labels: number },
  path: Uint16Array,
): Pick<LabelWeights, "offsets" | "weightLabels"> {
  const starts = new Uint32Array(size.features + 1);
  eachOccurrence(occurrences, path, (feature) => {
    starts[feature + 1] = (starts[feature + 1] as number) + 1;
  });
  for (let feature = 0; feature < size.features; feature++)
    starts[feature + 1] = (starts[feature + 1] as number) + (starts[feature] as number);
  const seen = new Uint16Array(starts[size.features] as number);
  const next = starts.slice();
  eachOccurrence(occurrences, path, (feature, label) => {
    seen[next[feature] as number] = label;
    next[feature] = (next[feature] as number) + 1;
  });
  const lastFeature = new Int32Array(size.labels).fill(-1);
  const offsets = new Uint32Array(size.features + 1);
  let kept = 0;
  for (let feature = 0; feature < size.features; feature++) {
    for (let at = starts[feature] as number; at < (starts[feature + 1] as number); at++) {
      const label = seen[at] as number;
      if (lastFeature[label] === feature) continue;
      lastFeature[label] = feature;
      // What is kept never overtakes what is read.
      seen[kept++] = label;
    }
    offsets[feature + 1] = kept;
  }
  return { offsets, weightLabels: seen.slice(0, kept) };
}

function eachOccurrence(
  { offsets, tokenOffsets, sharedOffsets, features, shared }: Occurrences,
  path: Uint16Array,
  visit: (feature: number, label: number) => void,
): void {
  for (let sequence = 0; sequence + 1 < offsets.length; sequence++) {
    for (let token = offsets[sequence] as number; token < (offsets[sequence + 1] as number); token++) {
      const label = path[token] as number;
      for (let at = tokenOffsets[token] as number; at < (tokenOffsets[token + 1] as number); at++)
        visit(features[at] as number, label);
      for (let at = sharedOffsets[sequence] as number; at < (sharedOffsets[sequence + 1] as number); at++)
        visit(shared[at] as number, label);
    }
  }
}

interface Learned {
  readonly keys: Uint32Array;
  readonly pairs: Pairs;
  readonly rows: Rows;
  readonly lists: Lists;
  readonly labels: number;
  readonly scale: number;
}

function keepLarge({ keys, pairs, rows, lists, labels, scale }: Learned): LabelWeights {
  const keptKeys: number[] = [];
  const keptOffsets: number[] = [0];
  const keptLabels: number[] = [];
  const keptWeights: number[] = [];
  const keep = (label: number, number: number): void => {
    const weight = number * scale;
    if (Math.abs(weight) < SMALLEST_WEIGHT) return;
    keptLabels.push(label);
    keptWeights.push(weight);
  };
  keys.forEach((key, feature) => {
    const before = keptLabels.length;
    const row = rows.rowOf(feature);
    if (row !== null) for (let label = 0; label < labels; label++) keep(label, row[label] as number);
    else
      for (let at = pairs.offsets[feature] as number; at < (pairs.offsets[feature + 1] as number); at++)
        keep(pairs.weightLabels[at] as number, lists.numbers[at] as number);
    if (keptLabels.length === before) return;
    keptKeys.push(key);
    keptOffsets.push(keptLabels.length);
  });
  return {
    keys: Uint32Array.from(keptKeys),
    offsets: Uint32Array.from(keptOffsets),
    weightLabels: Uint16Array.from(keptLabels),
    weights: Float32Array.from(keptWeights),
  };
}
