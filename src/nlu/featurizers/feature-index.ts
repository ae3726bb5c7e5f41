import { createKeyTable, createLookup, type SparseVector } from "../../ml/index.ts";
import { type ComponentState, storedArray } from "../registry.ts";
import type { KeyedFeatures } from "./keyed-features.ts";

/** The features that training knows, numbered from 0. */
export interface FeatureIndex {
  readonly size: number;
  readonly arrays: IndexArrays;
  /** Features that training does not know are left out. */
  toVector(features: KeyedFeatures): SparseVector;
}

/** What is kept of an index. */
type IndexArrays = Readonly<{
  /** In ascending order. */
  keys: Uint32Array;
  /** The largest value of each in training. */
  largest: Float32Array;
  /** How rare each is, and behind them all what is not known. */
  rarities: Float32Array;
}>;

/** Features at most: those that most texts have. Classifiers hold some hundred numbers for each. */
const MOST_FEATURES = 200_000;

/** From so many texts on it is known which features are rare, and those that one text alone has say nothing. */
const MANY_TEXTS = 2_000;

/**
 * Numbers the features of the training texts. Of many texts, counted features are weighted by how rare they are, ln(1 +
 * texts / texts that have it) (after Salton & Buckley 1988, "Term-weighting approaches in automatic text retrieval"), at
 * the same length in all. No feature counts for more than it did in the training text where it counted most: a common
 * word alone is no stronger evidence than in its sentence. Gives the texts' vectors beside the index.
 */
export function indexTexts(
  texts: readonly KeyedFeatures[],
  isMany = texts.length > MANY_TEXTS,
): { readonly index: FeatureIndex; readonly vectors: readonly SparseVector[] } {
  const least = isMany ? 2 : 1;
  const entries = texts.reduce((sum, { keys }) => sum + keys.length, 0);
  const table = createKeyTable();
  const counts = new Uint32Array(entries);
  for (const { keys } of texts)
    for (const key of keys) {
      const at = table.place(key);
      counts[at] = (counts[at] as number) + 1;
    }
  const countOf = (key: number): number => counts[table.place(key)] as number;
  let keys = table.keys.slice(0, table.size).filter((key) => countOf(key) >= least);
  if (keys.length > MOST_FEATURES)
    keys = keys.sort((left, right) => countOf(right) - countOf(left) || left - right).slice(0, MOST_FEATURES);
  keys.sort();
  const rarities = new Float32Array(keys.length + 1).fill(1);
  if (isMany) {
    keys.forEach((key, index) => {
      rarities[index] = Math.log(1 + texts.length / countOf(key));
    });
    rarities[keys.length] = Math.log(1 + texts.length);
  }
  const largest = new Float32Array(keys.length).fill(Number.POSITIVE_INFINITY);
  const unlimited = createFeatureIndex({ keys, largest, rarities });
  const most = new Float32Array(keys.length);
  // No text of these has more than the most there is, so that these vectors stay as they are.
  const vectors = texts.map((text) => unlimited.toVector(text));
  for (const { indices, values } of vectors) {
    for (let at = 0; at < indices.length; at++) {
      const value = Math.abs(values[at] as number);
      if (value > (most[indices[at] as number] as number)) most[indices[at] as number] = value;
    }
  }
  return { index: createFeatureIndex({ keys, largest: most, rarities }), vectors };
}

/** Rebuilds a stored index. Throws a `TypeError` for arrays that are none. */
export function loadFeatureIndex(state: ComponentState): FeatureIndex {
  const keys = storedArray(state, "keys", { type: Uint32Array });
  return createFeatureIndex({
    keys,
    largest: storedArray(state, "largest", { type: Float32Array, length: keys.length }),
    rarities: storedArray(state, "rarities", { type: Float32Array, length: keys.length + 1 }),
  });
}

function createFeatureIndex(arrays: IndexArrays): FeatureIndex {
  const { keys, largest } = arrays;
  const find = createLookup(keys);
  return {
    size: keys.length,
    arrays,
    toVector(features) {
      const { length } = features.keys;
      const indices = features.keys.map(find);
      const weighted = weigh(features, indices, arrays.rarities);
      const known = new Int32Array(length);
      const values = new Float64Array(length);
      let count = 0;
      for (let at = 0; at < length; at++) {
        const index = indices[at] as number;
        if (index === UNKNOWN) continue;
        const most = largest[index] as number;
        known[count] = index;
        values[count++] = Math.max(-most, Math.min(weighted[at] as number, most));
      }
      return { indices: known.subarray(0, count), values: values.subarray(0, count) };
    },
  };
}

/** What the lookup gives for a key it does not have, as an unsigned number. */
const UNKNOWN = 0xffff_ffff;

/** Weights what is counted by its rarity, at the same length. */
function weigh(
  { values, counted }: KeyedFeatures,
  indices: Uint32Array,
  rarities: Float32Array,
): Float64Array {
  const weighted = values.slice();
  const unknown = rarities.length - 1;
  let before = 0;
  let after = 0;
  for (let at = 0; at < counted; at++) {
    const value = values[at] as number;
    const own = value * (rarities[Math.min(indices[at] as number, unknown)] as number);
    weighted[at] = own;
    before += value * value;
    after += own * own;
  }
  const scale = after > 0 ? Math.sqrt(before / after) : 1;
  for (let at = 0; at < counted; at++) weighted[at] = (weighted[at] as number) * scale;
  return weighted;
}
