import { createLookup, type SparseVector } from "../../ml/index.ts";
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
  const found = new Map<number, Found>();
  for (const { keys, values } of texts) {
    keys.forEach((key, at) => {
      const value = Math.abs(values[at] as number);
      const known = found.get(key);
      if (known === undefined) found.set(key, { texts: 1, largest: value });
      else {
        known.texts++;
        known.largest = Math.max(known.largest, value);
      }
    });
  }
  const common = [...found].filter(([, { texts }]) => texts >= least);
  if (common.length > MOST_FEATURES)
    common.sort(([left, a], [right, b]) => b.texts - a.texts || left - right).splice(MOST_FEATURES);
  const keys = Uint32Array.from(common, ([key]) => key).sort();
  return createFeatureIndex(
    keys,
    Float32Array.from(keys, (key) => found.get(key)?.largest ?? 0),
  );
}

interface Found {
  texts: number;
  largest: number;
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
      const indices: number[] = [];
      const values: number[] = [];
      features.keys.forEach((key, at) => {
        const index = find(key);
        if (index < 0) return;
        const most = largest[index] as number;
        indices.push(index);
        values.push(Math.max(-most, Math.min(features.values[at] as number, most)));
      });
      return { indices: Int32Array.from(indices), values: Float64Array.from(values) };
    },
  };
}
