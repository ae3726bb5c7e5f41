import { finishHash, HASH_START, hashText, hashUnit, norm, type SparseVector } from "../../ml/index.ts";
import type { Token } from "../message.ts";

/** Hashed n-grams of words and of characters inside words. */
export interface TextFeaturizer {
  /** Buckets: a power of two. */
  readonly size: number;
  toVector(tokens: readonly Token[]): SparseVector;
}

const WORD_SPACE = hashText("word");
const CHARACTER_SPACE = hashText("character");
const LONGEST_CHARACTER_GRAM = 5;
const SHORTEST_CHARACTER_GRAM = 2;

/**
 * Words 1–2 and characters 2–5 within word boundaries, hashed into `size` buckets; counts damped to 1 + ln(count), each
 * kind of unit length. No bucket counts for more than it did in the training text where it counted most: a common word
 * alone is no stronger evidence than in its sentence, and what training never saw counts for the length only.
 *
 * @param largest value of each bucket in training, or null while that is being found out.
 */
export function createTextFeaturizer(size: number, largest: Float32Array | null): TextFeaturizer {
  const mask = size - 1;
  return {
    size,
    toVector(tokens) {
      const words = tokens.map(({ text }) => normalize(text));
      const blocks = [countWords(words, mask), countCharacters(words, mask)];
      const entries: [number, number][] = [];
      for (const counts of blocks) {
        const values = Float64Array.from(counts.values(), (count) => 1 + Math.log(count));
        const length = norm(values) || 1;
        let at = 0;
        for (const bucket of counts.keys()) {
          const value = Math.min((values[at++] as number) / length, largest?.[bucket] ?? 1);
          if (value > 0) entries.push([bucket, value]);
        }
      }
      return sortEntries(entries);
    },
  };
}

/** The largest value of each bucket in these texts. */
export function largestValues(texts: Iterable<readonly Token[]>, size: number): Float32Array {
  const largest = new Float32Array(size);
  const featurizer = createTextFeaturizer(size, null);
  for (const tokens of texts) {
    const { indices, values } = featurizer.toVector(tokens);
    for (let at = 0; at < indices.length; at++) {
      const bucket = indices[at] as number;
      largest[bucket] = Math.max(largest[bucket] as number, values[at] as number);
    }
  }
  return largest;
}

/** Numbers are one word, letter case does not matter. */
function normalize(word: string): string {
  return /^\d+$/.test(word) ? "__NUMBER__" : word.toLowerCase();
}

function countWords(words: readonly string[], mask: number): Map<number, number> {
  const counts = new Map<number, number>();
  words.forEach((word, index) => {
    const single = hashText(word, WORD_SPACE);
    add(counts, single & mask);
    const next = words[index + 1];
    if (next !== undefined) add(counts, hashText(next, hashUnit(single, 32)) & mask);
  });
  return counts;
}

function countCharacters(words: readonly string[], mask: number): Map<number, number> {
  const counts = new Map<number, number>();
  for (const word of words) {
    const padded = ` ${word} `;
    for (let start = 0; start < padded.length; start++) {
      let hash = CHARACTER_SPACE ^ HASH_START;
      const longest = Math.min(LONGEST_CHARACTER_GRAM, padded.length - start);
      for (let length = 1; length <= longest; length++) {
        hash = hashUnit(hash, padded.charCodeAt(start + length - 1));
        if (length >= SHORTEST_CHARACTER_GRAM) add(counts, finishHash(hash) & mask);
      }
    }
  }
  return counts;
}

function add(counts: Map<number, number>, bucket: number): void {
  counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
}

function sortEntries(entries: [number, number][]): SparseVector {
  entries.sort(([left], [right]) => left - right);
  const indices: number[] = [];
  const values: number[] = [];
  for (const [bucket, value] of entries) {
    if (indices.at(-1) === bucket) values[values.length - 1] = (values.at(-1) ?? 0) + value;
    else {
      indices.push(bucket);
      values.push(value);
    }
  }
  return { indices: Int32Array.from(indices), values: Float64Array.from(values) };
}
