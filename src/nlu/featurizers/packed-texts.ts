import type { KeyedFeatures } from "./keyed-features.ts";

/** Features of many texts in few lists: of 100,000 texts lists of their own would take twice the memory. */
export interface PackedTexts {
  readonly length: number;
  /** Visits them in order. What is visited is a view. */
  each(visit: (features: KeyedFeatures) => void): void;
  /** The same for the last time: nothing is left behind what comes next. */
  take(): Iterable<KeyedFeatures>;
}

/** Texts whose features lie one behind the other. */
interface Portion {
  readonly keys: Uint32Array;
  readonly values: Float64Array;
  /** Where the features of each text begin, and where the last ones end. */
  readonly offsets: Uint32Array;
  readonly counted: Uint32Array;
}

/** Texts that are asked for at a time: encoders of sentences work on several side by side. */
const TEXTS = 256;

/** Asks for the features of so many texts, each by its place. */
export async function packTexts(
  count: number,
  featuresOf: (at: number) => KeyedFeatures | Promise<KeyedFeatures>,
): Promise<PackedTexts> {
  const portions: Portion[] = [];
  for (let from = 0; from < count; from += TEXTS) {
    const places = Array.from({ length: Math.min(TEXTS, count - from) }, (_, at) => from + at);
    portions.push(pack(await Promise.all(places.map(featuresOf))));
  }
  let length = count;
  return {
    get length() {
      return length;
    },
    each(visit) {
      for (const portion of portions) for (const features of unpack(portion)) visit(features);
    },
    *take() {
      portions.reverse();
      length = 0;
      for (let portion = portions.pop(); portion !== undefined; portion = portions.pop())
        yield* unpack(portion);
    },
  };
}

function pack(texts: readonly KeyedFeatures[]): Portion {
  const offsets = new Uint32Array(texts.length + 1);
  texts.forEach(({ keys }, at) => {
    offsets[at + 1] = (offsets[at] as number) + keys.length;
  });
  const keys = new Uint32Array(offsets[texts.length] as number);
  const values = new Float64Array(keys.length);
  texts.forEach((text, at) => {
    keys.set(text.keys, offsets[at]);
    values.set(text.values, offsets[at]);
  });
  return { keys, values, offsets, counted: Uint32Array.from(texts, ({ counted }) => counted) };
}

function* unpack({ keys, values, offsets, counted }: Portion): Generator<KeyedFeatures> {
  for (let at = 0; at < counted.length; at++) {
    const [from, to] = [offsets[at] as number, offsets[at + 1] as number];
    yield {
      keys: keys.subarray(from, to),
      values: values.subarray(from, to),
      counted: counted[at] as number,
    };
  }
}
