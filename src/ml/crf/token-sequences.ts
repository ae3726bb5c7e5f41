import { createKeyTable } from "../key-table.ts";

/** Features of one sequence, by 32-bit keys. Those that are shared count, with values, for all of its tokens. */
export interface TokenSequence {
  readonly tokens: readonly (readonly number[])[];
  readonly sharedKeys: readonly number[];
  readonly sharedValues: readonly number[];
}

/** Sequences one behind the other with their features by number, in lists that threads can share. */
export interface TokenSequences {
  /** The key of each feature. */
  readonly keys: Uint32Array;
  /** Where the tokens of a sequence begin, and where the last ones end. */
  readonly offsets: Uint32Array;
  /** Where the features of a token begin, and where the last ones end. */
  readonly tokenOffsets: Uint32Array;
  readonly features: Uint32Array;
  /** Where the features of a sequence as a whole begin, and where the last ones end. */
  readonly sharedOffsets: Uint32Array;
  readonly shared: Uint32Array;
  readonly sharedValues: Float32Array;
}

/**
 * Puts sequences one behind the other, and numbers their features in the order in which they come. Takes them one by one,
 * so that no more than one is there twice: of 100,000 texts these lists have some hundred million numbers.
 */
export function toTokenSequences(sequences: Iterable<TokenSequence>): TokenSequences {
  const table = createKeyTable();
  const offsets = createGrowing(Uint32Array);
  const tokenOffsets = createGrowing(Uint32Array);
  const features = createGrowing(Uint32Array);
  const sharedOffsets = createGrowing(Uint32Array);
  const shared = createGrowing(Uint32Array);
  const sharedValues = createGrowing(Float32Array);
  for (const list of [offsets, tokenOffsets, sharedOffsets]) list.add(0);
  for (const { tokens, sharedKeys, sharedValues: values } of sequences) {
    for (const token of tokens) {
      for (const key of token) features.add(table.place(key));
      tokenOffsets.add(features.length);
    }
    offsets.add(tokenOffsets.length - 1);
    for (const key of sharedKeys) shared.add(table.place(key));
    for (const value of values) sharedValues.add(value);
    sharedOffsets.add(shared.length);
  }
  const keys = new Uint32Array(new SharedArrayBuffer(table.size * 4));
  keys.set(table.keys.subarray(0, table.size));
  return {
    keys,
    offsets: offsets.finish(),
    tokenOffsets: tokenOffsets.finish(),
    features: features.finish(),
    sharedOffsets: sharedOffsets.finish(),
    shared: shared.finish(),
    sharedValues: sharedValues.finish(),
  };
}

interface Growing<Numbers> {
  readonly length: number;
  add(number: number): void;
  /** The numbers, where threads can share them; the list is empty then. */
  finish(): Numbers;
}

const PORTION = 1 << 20;

/** A list that grows by portions: one that doubled would be there two and three times over while it does. */
function createGrowing<Numbers extends Uint32Array | Float32Array>(
  type: new (buffer: ArrayBufferLike | number) => Numbers,
): Growing<Numbers> {
  const full: Numbers[] = [];
  let last = new type(1_024);
  let used = 0;
  return {
    get length() {
      return full.length * PORTION + used;
    },
    add(number) {
      if (used === PORTION) {
        full.push(last);
        last = new type(PORTION);
        used = 0;
      } else if (used === last.length) {
        const larger = new type(2 * last.length);
        larger.set(last);
        last = larger;
      }
      last[used++] = number;
    },
    finish() {
      const shared = new type(new SharedArrayBuffer((full.length * PORTION + used) * 4));
      shared.set(last.subarray(0, used), full.length * PORTION);
      for (let at = full.length - 1; at >= 0; at--) shared.set(full.pop() as Numbers, at * PORTION);
      return shared;
    },
  };
}
