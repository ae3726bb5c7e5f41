import { finishHash, HASH_START, hashText, hashUnit } from "../../ml/index.ts";
import type { Token } from "../message.ts";
import type { KeyedFeatures } from "./keyed-features.ts";

const WORD_SPACE = hashText("word");
const CHARACTER_SPACE = hashText("character");
const LONGEST_CHARACTER_GRAM = 5;
const SHORTEST_CHARACTER_GRAM = 2;
const BLANK = 32;
const START = "<";
const END = ">";

/**
 * What the classifiers know of a text without any featurizer: words, pairs of words with the text's two ends, and
 * characters 2–5 within word boundaries. Counts are damped to 1 + ln(count); words and characters are of unit length.
 */
export function textFeatures(tokens: readonly Token[]): KeyedFeatures {
  const words = tokens.map(({ text }) => normalize(text));
  const keys: number[] = [];
  const values: number[] = [];
  for (const counts of [countWords(words), countCharacters(words)]) {
    let squares = 0;
    const first = values.length;
    for (const [key, count] of counts) {
      const value = 1 + Math.log(count);
      keys.push(key);
      values.push(value);
      squares += value * value;
    }
    const length = Math.sqrt(squares);
    for (let at = first; at < values.length; at++) values[at] = (values[at] as number) / length;
  }
  return { keys, values };
}

/** Numbers are one word, letter case does not matter. */
function normalize(word: string): string {
  return /^\d+$/.test(word) ? "__NUMBER__" : word.toLowerCase();
}

function countWords(words: readonly string[]): Map<number, number> {
  const counts = new Map<number, number>();
  if (words.length === 0) return counts;
  let before = hashText(START, WORD_SPACE);
  for (const word of [...words, END]) {
    const single = hashText(word, WORD_SPACE);
    if (word !== END) add(counts, single);
    add(counts, hashText(word, hashUnit(before, BLANK)));
    before = single;
  }
  return counts;
}

function countCharacters(words: readonly string[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const word of words) {
    const end = word.length + 2;
    for (let start = 0; start < end; start++) {
      let hash = CHARACTER_SPACE ^ HASH_START;
      const longest = Math.min(LONGEST_CHARACTER_GRAM, end - start);
      for (let length = 1; length <= longest; length++) {
        const at = start + length - 2;
        hash = hashUnit(hash, at < 0 || at >= word.length ? BLANK : word.charCodeAt(at));
        if (length >= SHORTEST_CHARACTER_GRAM) add(counts, finishHash(hash));
      }
    }
  }
  return counts;
}

function add(counts: Map<number, number>, key: number): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
