import { createKeyTable, createLookup, type SparseVector } from "../../ml/index.ts";
import { type ComponentState, storedArray } from "../registry.ts";
import type { KeyedFeatures } from "./keyed-features.ts";

/** The features that training knows, numbered from 0. */
export interface FeatureIndex {
  readonly size: number;
  /** What is kept of it: `keys` in ascending order, and `largest` value of each in training. */
  readonly arrays: { readonly keys: Uint32Array; readonly largest: Float32Array };
  /** Features that training does not know are left out. */
  toVector(features: KeyedFeatures): SparseVector;
}

/** Features at most: those that most texts have. Classifiers hold some hundred numbers for each. */
const MOST_FEATURES = 200_000;

/**
 * Numbers the features of the training texts that at least `least` of them have. No feature counts for more than it did
 * in the training text where it counted most: a common word alone is no stronger evidence than in its sentence.
 */
export function buildFeatureIndex(texts: readonly KeyedFeatures[], least: number): FeatureIndex {
  const entries = texts.reduce((sum, { keys }) => sum + keys.length, 0);
  const table = createKeyTable();
  const counts = new Uint32Array(entries);
  const largest = new Float32Array(entries);
  for (const { keys, values } of texts)
    for (let entry = 0; entry < keys.length; entry++) {
      const at = table.place(keys[entry] as number);
      counts[at] = (counts[at] as number) + 1;
      const value = Math.abs(values[entry] as number);
      if (value > (largest[at] as number)) largest[at] = value;
    }
  const keys = table.keys.subarray(0, table.size);
  let common = keys.filter((_, at) => (counts[at] as number) >= least);
  if (common.length > MOST_FEATURES) {
    const countOf = (key: number): number => counts[table.place(key)] as number;
    common = common
      .sort((left, right) => countOf(right) - countOf(left) || left - right)
      .subarray(0, MOST_FEATURES);
  }
  common = common.slice().sort();
  return createFeatureIndex(
    common,
    Float32Array.from(common, (key) => largest[table.place(key)] as number),
  );
}

/** Rebuilds a stored index. Throws a `TypeError` for arrays that are none. */
export function loadFeatureIndex(state: ComponentState): FeatureIndex {
  const keys = storedArray(state, "keys", { type: Uint32Array });
  return createFeatureIndex(keys, storedArray(state, "largest", { type: Float32Array, length: keys.length }));
}

function createFeatureIndex(keys: Uint32Array, largest: Float32Array): FeatureIndex {
  const find = createLookup(keys);
  return {
    size: keys.length,
    arrays: { keys, largest },
    toVector(features) {
      const { length } = features.keys;
      const indices = new Int32Array(length);
      const values = new Float64Array(length);
      let count = 0;
      for (let at = 0; at < length; at++) {
        const index = find(features.keys[at] as number);
        if (index < 0) continue;
        const most = largest[index] as number;
        indices[count] = index;
        values[count++] = Math.max(-most, Math.min(features.values[at] as number, most));
      }
      return { indices: indices.subarray(0, count), values: values.subarray(0, count) };
    },
  };
}
