import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { TsbotError } from "../../base/index.ts";

/** Words with a vector each, one after the other. */
export interface WordVectors {
  readonly words: readonly string[];
  /** Numbers of a vector. */
  readonly size: number;
  readonly vectors: Float32Array;
}

/** What is kept of a file. */
export interface WordChoice {
  /** The first words, which are the most frequent of the language in the files that are shared. */
  readonly first: number;
  /** And these, wherever they stand. */
  readonly needed: ReadonlySet<string>;
}

/** Numbers of all vectors that are kept: 400 MB. */
const MOST_NUMBERS = 100_000_000;
/** Numbers of one vector. */
const LARGEST_SIZE = 4_096;

/**
 * Reads a file of word vectors as word2vec and fastText write them as text: a word and its numbers on each line, often
 * behind a line with their counts. Holds no more of it than is kept. Throws `nlu/bad-word-vectors` with the line.
 *
 * @param name of the file in messages.
 */
export async function readWordVectors(path: string, choice: WordChoice, name: string): Promise<WordVectors> {
  const kept = new Map<string, Float32Array>();
  let line = 0;
  const refuse = (problem: string): TsbotError => badWordVectors(problem, { name, line: Math.max(1, line) });
  for await (const text of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    line++;
    if (line === 1 && /^\s*\d+\s+\d+\s*$/.test(text)) continue;
    const word = text.slice(0, Math.max(0, text.indexOf(" ")));
    if (!isWanted(word, kept, choice)) continue;
    const problem = keepVector(kept, word, text.slice(word.length));
    if (problem !== null) throw refuse(problem);
  }
  const [first] = kept.values();
  if (first === undefined) throw refuse("there is no word in it that is to be kept");
  return { words: [...kept.keys()], size: first.length, vectors: joined([...kept.values()], first.length) };
}

function isWanted(word: string, kept: ReadonlyMap<string, unknown>, { first, needed }: WordChoice): boolean {
  return word !== "" && !kept.has(word) && (kept.size < first || needed.has(word));
}

/** What is wrong with the numbers, or null. */
function keepVector(kept: Map<string, Float32Array>, word: string, text: string): string | null {
  const vector = parseNumbers(text);
  if (vector === null) return `what follows '${word}' are no numbers`;
  const [first = vector] = kept.values();
  const size = Math.min(first.length, LARGEST_SIZE);
  if (vector.length !== size) return `'${word}' has ${vector.length} numbers, where ${size} may be`;
  kept.set(word, vector);
  return kept.size * size > MOST_NUMBERS ? "more words are to be kept than a model has room for" : null;
}

function badWordVectors(
  problem: string,
  { name, line }: { readonly name: string; readonly line: number },
): TsbotError {
  return new TsbotError("nlu/bad-word-vectors", `'${name}' holds no word vectors: ${problem}.`, {
    at: { file: name, line, column: 1 },
    hint: "Take a text file of word2vec or fastText (.vec): a word and its numbers on each line.",
  });
}

function parseNumbers(text: string): Float32Array | null {
  const numbers = Float32Array.from(text.trim().split(/\s+/), Number);
  return numbers.every(Number.isFinite) ? numbers : null;
}

function joined(vectors: readonly Float32Array[], size: number): Float32Array {
  const all = new Float32Array(vectors.length * size);
  for (const [index, vector] of vectors.entries()) all.set(vector, index * size);
  return all;
}
