import { createKeyTable, finishHash, HASH_START, hashText, hashUnit, type KeyTable } from "../../ml/index.ts";
import type { Token } from "../message.ts";
import type { KeyedFeatures } from "./keyed-features.ts";

const WORD_SPACE = hashText("word");
const CHARACTER_SPACE = hashText("character");
const LONGEST_CHARACTER_GRAM = 5;
const SHORTEST_CHARACTER_GRAM = 2;
const BLANK = 32;
const START = "<";
const END = ">";

/** Counts keys: by number in `counts`, which is as long as `table.keys` or longer. */
interface Counter {
  readonly table: KeyTable;
  counts: Uint32Array;
}

// Shared by all texts, of which nothing stays: lists of their own would take longer than the counting.
const wordCounter: Counter = { table: createKeyTable(), counts: new Uint32Array(0) };
const characterCounter: Counter = { table: createKeyTable(), counts: new Uint32Array(0) };

/**
 * What the classifiers know of a text without any featurizer: words, pairs of words with the text's two ends, and
 * characters 2–5 within word boundaries. Counts are damped to 1 + ln(count); words and characters are of unit length.
 */
export function textFeatures(tokens: readonly Token[]): KeyedFeatures {
  const words = tokens.map(({ text }) => normalize(text));
  wordCounter.table.clear();
  characterCounter.table.clear();
  countWords(words, wordCounter);
  countCharacters(words, characterCounter);
  const first = wordCounter.table.size;
  const keys = new Uint32Array(first + characterCounter.table.size);
  const values = new Float64Array(keys.length);
  dampen(wordCounter, keys.subarray(0, first), values.subarray(0, first));
  dampen(characterCounter, keys.subarray(first), values.subarray(first));
  return { keys, values, counted: keys.length };
}

function dampen({ table, counts }: Counter, keys: Uint32Array, values: Float64Array): void {
  const known = table.keys;
  let squares = 0;
  for (let at = 0; at < keys.length; at++) {
    keys[at] = known[at] as number;
    const count = counts[at] as number;
    const value = count === 1 ? 1 : 1 + Math.log(count);
    values[at] = value;
    squares += value * value;
  }
  const length = Math.sqrt(squares);
  for (let at = 0; at < values.length; at++) values[at] = (values[at] as number) / length;
}

/** Numbers are one word, letter case does not matter. */
function normalize(word: string): string {
  return /^\d+$/.test(word) ? "__NUMBER__" : word.toLowerCase();
}

function countWords(words: readonly string[], counter: Counter): void {
  let before = hashText(START, WORD_SPACE);
  for (const word of words) {
    const single = hashText(word, WORD_SPACE);
    if (word !== END) add(counter, single);
    add(counter, hashText(word, hashUnit(before, BLANK)));
    before = single;
  }
  if (words.length > 0) add(counter, hashText(END, hashUnit(before, BLANK)));
}

function countCharacters(words: readonly string[], counter: Counter): void {
  for (const word of words) {
    const end = word.length + 2;
    for (let start = 0; start < end; start++) {
      let hash = CHARACTER_SPACE ^ HASH_START;
      const longest = Math.min(LONGEST_CHARACTER_GRAM, end - start);
      for (let length = 1; length <= longest; length++) {
        const at = start + length - 2;
        hash = hashUnit(hash, at < 0 || at >= word.length ? BLANK : word.charCodeAt(at));
        if (length >= SHORTEST_CHARACTER_GRAM) add(counter, finishHash(hash));
      }
    }
  }
}

function add(counter: Counter, key: number): void {
  const { size } = counter.table;
  const at = counter.table.place(key);
  if (at < size) counter.counts[at] = (counter.counts[at] as number) + 1;
  else {
    if (at >= counter.counts.length) counter.counts = longer(counter.counts, counter.table.keys.length);
    counter.counts[at] = 1;
  }
}

function longer(numbers: Uint32Array, length: number): Uint32Array {
  const list = new Uint32Array(length);
  list.set(numbers);
  return list;
}
