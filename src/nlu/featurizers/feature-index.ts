import {
  createKeyTable,
  createLookup,
  type SparseRows,
  type SparseVector,
  toSparseRows,
} from "../../ml/index.ts";
import { type ComponentState, storedArray } from "../registry.ts";
import type { KeyedFeatures } from "./keyed-features.ts";
import type { PackedTexts } from "./packed-texts.ts";

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
 * word alone is no stronger evidence than in its sentence. Gives the texts' vectors beside
 * the index, and takes the texts away.
 */
export function indexTexts(
  texts: PackedTexts,
  isMany = texts.length > MANY_TEXTS,
): { readonly index: FeatureIndex; readonly rows: SparseRows } {
  const { length } = texts;
  const counted = countTexts(texts);
  const keys = chooseKeys(counted, isMany ? 2 : 1);
  const rarities = new Float32Array(keys.length + 1).fill(1);
  if (isMany) {
    keys.forEach((key, index) => {
      rarities[index] = Math.log(1 + length / counted.countOf(key));
    });
    rarities[keys.length] = Math.log(1 + length);
  }
  const largest = new Float32Array(keys.length).fill(Number.POSITIVE_INFINITY);
  const unlimited = createFeatureIndex({ keys, largest, rarities });
  const most = new Float32Array(keys.length);
  function* eachVector(): Generator<SparseVector> {
    for (const text of texts.take()) {
      const vector = unlimited.toVector(text);
      raise(most, vector);
      yield vector;
    }
  }
  // No text of these has more than the most there is, so that these vectors stay as they are.
  const rows = toSparseRows(eachVector());
  return { index: createFeatureIndex({ keys, largest: most, rarities }), rows };
}

/** The keys that texts have, in the order in which they come. */
interface CountedKeys {
  readonly keys: Uint32Array;
  /** How many texts have one of them. */
  countOf(key: number): number;
}

function countTexts(texts: PackedTexts): CountedKeys {
  const table = createKeyTable();
  let counts = new Uint32Array(0);
  texts.each(({ keys }) => {
    for (const key of keys) {
      const at = table.place(key);
      if (at >= counts.length) {
        const longer = new Uint32Array(table.keys.length);
        longer.set(counts);
        counts = longer;
      }
      counts[at] = (counts[at] as number) + 1;
    }
  });
  return {
    keys: table.keys.slice(0, table.size),
    countOf: (key) => counts[table.place(key)] as number,
  };
}

/** Those that so many texts have at least, no more than {@link MOST_FEATURES}, in ascending order. */
function chooseKeys({ keys, countOf }: CountedKeys, least: number): Uint32Array {
  const known = keys.filter((key) => countOf(key) >= least);
  if (known.length <= MOST_FEATURES) return known.sort();
  return known
    .sort((left, right) => countOf(right) - countOf(left) || left - right)
    .slice(0, MOST_FEATURES)
    .sort();
}

function raise(most: Float32Array, { indices, values }: SparseVector): void {
  for (let at = 0; at < indices.length; at++) {
    const value = Math.abs(values[at] as number);
    if (value > (most[indices[at] as number] as number)) most[indices[at] as number] = value;
  }
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
