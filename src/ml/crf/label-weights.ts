import { createLookup } from "../lookup.ts";
import type { TokenSequences } from "./token-sequences.ts";

/** The labels that each feature has a weight for. */
export interface SeenLabels {
  /** Where a feature's labels begin, and where the last ones end. */
  readonly offsets: Uint32Array;
  readonly weightLabels: Uint16Array;
}

/** Weights of features for labels. Sparse: each feature has weights only for the labels it was seen with. */
export interface LabelWeights extends SeenLabels {
  /** Feature keys in ascending order. */
  readonly keys: Uint32Array;
  readonly weights: Float32Array;
}

/** Features by number instead of by key. */
export interface NumberedFeatures {
  readonly keys: Uint32Array;
  /** Number of the feature at each place of `keys` and of `sharedKeys` of the sequences. */
  readonly ofTokens: Uint32Array;
  readonly shared: Uint32Array;
}

/** Weights smaller than this say nothing and are not kept. */
const SMALLEST_WEIGHT = 1e-3;

/** Numbers the features of sequences in the order of their keys. */
export function numberFeatures(sequences: TokenSequences): NumberedFeatures {
  const keys = distinct(sequences.keys, sequences.sharedKeys);
  const find = createLookup(keys);
  return { keys, ofTokens: sequences.keys.map(find), shared: sequences.sharedKeys.map(find) };
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

/** The labels each feature was seen with: all occurrences put in order of their feature, each label taken once. */
export function seenLabels(
  sequences: TokenSequences,
  features: NumberedFeatures,
  { path, labels }: { readonly path: Uint16Array; readonly labels: number },
): SeenLabels {
  const count = features.keys.length;
  const starts = new Uint32Array(count + 1);
  eachOccurrence(sequences, features, path, (feature) => {
    starts[feature + 1] = (starts[feature + 1] as number) + 1;
  });
  for (let feature = 0; feature < count; feature++)
    starts[feature + 1] = (starts[feature + 1] as number) + (starts[feature] as number);
  const seen = new Uint16Array(starts[count] as number);
  const next = starts.slice();
  eachOccurrence(sequences, features, path, (feature, label) => {
    seen[next[feature] as number] = label;
    next[feature] = (next[feature] as number) + 1;
  });
  const lastFeature = new Int32Array(labels).fill(-1);
  const offsets = new Uint32Array(count + 1);
  let kept = 0;
  for (let feature = 0; feature < count; feature++) {
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
  { offsets, tokenOffsets, sharedOffsets }: TokenSequences,
  { ofTokens, shared }: NumberedFeatures,
  path: Uint16Array,
  visit: (feature: number, label: number) => void,
): void {
  for (let sequence = 0; sequence + 1 < offsets.length; sequence++) {
    for (let token = offsets[sequence] as number; token < (offsets[sequence + 1] as number); token++) {
      const label = path[token] as number;
      for (let at = tokenOffsets[token] as number; at < (tokenOffsets[token + 1] as number); at++)
        visit(ofTokens[at] as number, label);
      for (let at = sharedOffsets[sequence] as number; at < (sharedOffsets[sequence + 1] as number); at++)
        visit(shared[at] as number, label);
    }
  }
}

/** Keeps the weights that say something, of the features that have one. */
export function keepLarge(
  keys: Uint32Array,
  eachWeight: (feature: number, visit: (label: number, weight: number) => void) => void,
): LabelWeights {
  const keptKeys: number[] = [];
  const offsets: number[] = [0];
  const weightLabels: number[] = [];
  const weights: number[] = [];
  const keep = (label: number, weight: number): void => {
    if (Math.abs(weight) < SMALLEST_WEIGHT) return;
    weightLabels.push(label);
    weights.push(weight);
  };
  keys.forEach((key, feature) => {
    const before = weights.length;
    eachWeight(feature, keep);
    if (weights.length === before) return;
    keptKeys.push(key);
    offsets.push(weights.length);
  });
  return {
    keys: Uint32Array.from(keptKeys),
    offsets: Uint32Array.from(offsets),
    weightLabels: Uint16Array.from(weightLabels),
    weights: Float32Array.from(weights),
  };
}
