/** Features of one sequence, by 32-bit keys. Those that are shared count, with values, for all of its tokens. */
export interface TokenSequence {
  readonly tokens: readonly (readonly number[])[];
  readonly sharedKeys: readonly number[];
  readonly sharedValues: readonly number[];
}

/** Sequences one behind the other, in lists that threads can share. */
export interface TokenSequences {
  /** Where the tokens of a sequence begin, and where the last ones end. */
  readonly offsets: Uint32Array;
  /** Where the keys of a token begin, and where the last ones end. */
  readonly tokenOffsets: Uint32Array;
  readonly keys: Uint32Array;
  /** Where the features of a sequence as a whole begin, and where the last ones end. */
  readonly sharedOffsets: Uint32Array;
  readonly sharedKeys: Uint32Array;
  readonly sharedValues: Float32Array;
}

/** Puts sequences one behind the other; takes them one by one, so that no more than one is there twice. */
export function toTokenSequences(sequences: Iterable<TokenSequence>): TokenSequences {
  const offsets = createGrowing(Uint32Array);
  const tokenOffsets = createGrowing(Uint32Array);
  const keys = createGrowing(Uint32Array);
  const sharedOffsets = createGrowing(Uint32Array);
  const sharedKeys = createGrowing(Uint32Array);
  const sharedValues = createGrowing(Float32Array);
  for (const list of [offsets, tokenOffsets, sharedOffsets]) list.add([0]);
  for (const sequence of sequences) {
    for (const token of sequence.tokens) {
      keys.add(token);
      tokenOffsets.add([keys.length]);
    }
    offsets.add([tokenOffsets.length - 1]);
    sharedKeys.add(sequence.sharedKeys);
    sharedValues.add(sequence.sharedValues);
    sharedOffsets.add([sharedKeys.length]);
  }
  return {
    offsets: offsets.finish(),
    tokenOffsets: tokenOffsets.finish(),
    keys: keys.finish(),
    sharedOffsets: sharedOffsets.finish(),
    sharedKeys: sharedKeys.finish(),
    sharedValues: sharedValues.finish(),
  };
}

interface Growing<Numbers> {
  readonly length: number;
  add(numbers: readonly number[]): void;
  /** The numbers, where threads can share them. */
  finish(): Numbers;
}

/** A list of numbers that doubles its room as it grows. */
function createGrowing<Numbers extends Uint32Array | Float32Array>(
  type: new (buffer: ArrayBufferLike | number) => Numbers,
): Growing<Numbers> {
  let numbers = new type(1_024);
  let length = 0;
  return {
    get length() {
      return length;
    },
    add(more) {
      if (length + more.length > numbers.length) {
        const larger = new type(2 * (length + more.length));
        larger.set(numbers);
        numbers = larger;
      }
      numbers.set(more, length);
      length += more.length;
    },
    finish() {
      const shared = new type(new SharedArrayBuffer(length * 4));
      shared.set(numbers.subarray(0, length));
      return shared;
    },
  };
}
