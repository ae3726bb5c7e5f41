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

/** Weights smaller than this say nothing and are not kept. */
const SMALLEST_WEIGHT = 1e-3;

/** Occurrences that are put in order at a time, so that they take little memory beside the sequences. */
const PORTION = 1 << 24;

/** The labels each feature was seen with: all occurrences put in order of their feature, each label taken once. */
export function seenLabels(
  sequences: TokenSequences,
  {
    path,
    labels,
    portion = PORTION,
  }: { readonly path: Uint16Array; readonly labels: number; readonly portion?: number },
): SeenLabels {
  const count = sequences.keys.length;
  const starts = new Uint32Array(count + 1);
  eachOccurrence(sequences, path, (feature) => {
    starts[feature + 1] = (starts[feature + 1] as number) + 1;
  });
  for (let feature = 0; feature < count; feature++)
    starts[feature + 1] = (starts[feature + 1] as number) + (starts[feature] as number);
  const lastFeature = new Int32Array(labels).fill(-1);
  const offsets = new Uint32Array(count + 1);
  const kept: Uint16Array[] = [];
  let length = 0;
  for (let first = 0, end = 0; first < count; first = end) {
    const from = starts[first] as number;
    do end++;
    while (end < count && (starts[end + 1] as number) - from <= portion);
    const seen = putInOrder(sequences, path, { starts, first, end });
    let used = 0;
    for (let feature = first; feature < end; feature++) {
      for (let at = starts[feature] as number; at < (starts[feature + 1] as number); at++) {
        const label = seen[at - from] as number;
        if (lastFeature[label] === feature) continue;
        lastFeature[label] = feature;
        // What is kept never overtakes what is read.
        seen[used++] = label;
      }
      offsets[feature + 1] = length + used;
    }
    kept.push(seen.slice(0, used));
    length += used;
  }
  return { offsets, weightLabels: join(kept, length) };
}

/** The labels of the occurrences of features from `first` to before `end`, in order of these. */
function putInOrder(
  sequences: TokenSequences,
  path: Uint16Array,
  { starts, first, end }: { readonly starts: Uint32Array; readonly first: number; readonly end: number },
): Uint16Array {
  const from = starts[first] as number;
  const seen = new Uint16Array((starts[end] as number) - from);
  const next = starts.slice(first, end);
  eachOccurrence(sequences, path, (feature, label) => {
    if (feature < first || feature >= end) return;
    const place = next[feature - first] as number;
    seen[place - from] = label;
    next[feature - first] = place + 1;
  });
  return seen;
}

function join(lists: readonly Uint16Array[], length: number): Uint16Array {
  if (lists.length === 1) return lists[0] as Uint16Array;
  const joined = new Uint16Array(length);
  let at = 0;
  for (const list of lists) {
    joined.set(list, at);
    at += list.length;
  }
  return joined;
}

function eachOccurrence(
  { offsets, tokenOffsets, features, sharedOffsets, shared }: TokenSequences,
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

/** Keeps the weights that say something, of the features that have one, in the order of their keys. */
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
  const inOrder = Uint32Array.from(keys.keys()).sort(
    (left, right) => (keys[left] as number) - (keys[right] as number),
  );
  for (const feature of inOrder) {
    const before = weights.length;
    eachWeight(feature, keep);
    if (weights.length === before) continue;
    keptKeys.push(keys[feature] as number);
    offsets.push(weights.length);
  }
  return {
    keys: Uint32Array.from(keptKeys),
    offsets: Uint32Array.from(offsets),
    weightLabels: Uint16Array.from(weightLabels),
    weights: Float32Array.from(weights),
  };
}
