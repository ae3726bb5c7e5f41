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

/** Puts sequences one behind the other. */
export function toTokenSequences(sequences: readonly TokenSequence[]): TokenSequences {
  const tokens = sequences.flatMap((sequence) => sequence.tokens);
  return {
    offsets: offsetsOf(sequences.map((sequence) => sequence.tokens.length)),
    tokenOffsets: offsetsOf(tokens.map(({ length }) => length)),
    keys: fillShared(Uint32Array, tokens),
    sharedOffsets: offsetsOf(sequences.map(({ sharedKeys }) => sharedKeys.length)),
    sharedKeys: fillShared(
      Uint32Array,
      sequences.map(({ sharedKeys }) => sharedKeys),
    ),
    sharedValues: fillShared(
      Float32Array,
      sequences.map(({ sharedValues }) => sharedValues),
    ),
  };
}

function offsetsOf(lengths: readonly number[]): Uint32Array {
  const offsets = new Uint32Array(new SharedArrayBuffer((lengths.length + 1) * 4));
  lengths.forEach((length, index) => {
    offsets[index + 1] = (offsets[index] as number) + length;
  });
  return offsets;
}

function fillShared<Numbers extends Uint32Array | Float32Array>(
  type: new (buffer: SharedArrayBuffer) => Numbers,
  lists: readonly (readonly number[])[],
): Numbers {
  const total = lists.reduce((sum, { length }) => sum + length, 0);
  const numbers = new type(new SharedArrayBuffer(total * 4));
  let at = 0;
  for (const list of lists) {
    numbers.set(list, at);
    at += list.length;
  }
  return numbers;
}
