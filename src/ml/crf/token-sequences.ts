import { createGrowing } from "../growing.ts";
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
