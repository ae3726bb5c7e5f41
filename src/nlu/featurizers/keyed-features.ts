/** Features by 32-bit keys, in no order; no key comes twice. */
export interface KeyedFeatures {
  readonly keys: Uint32Array;
  readonly values: Float64Array;
  /** So many of the first are counted words and characters, of which rare ones tell more. */
  readonly counted: number;
}

/** Puts others behind features. */
export function joinFeatures(left: KeyedFeatures, right: Omit<KeyedFeatures, "counted">): KeyedFeatures {
  const { length } = left.keys;
  const keys = new Uint32Array(length + right.keys.length);
  const values = new Float64Array(keys.length);
  keys.set(left.keys);
  keys.set(right.keys, length);
  values.set(left.values);
  values.set(right.values, length);
  return { keys, values, counted: left.counted };
}
