/** Features by 32-bit keys, in no order; no key comes twice. */
export interface KeyedFeatures {
  readonly keys: Uint32Array;
  readonly values: Float64Array;
}

/** Puts features one behind the other. */
export function joinFeatures(left: KeyedFeatures, right: KeyedFeatures): KeyedFeatures {
  const { length } = left.keys;
  const keys = new Uint32Array(length + right.keys.length);
  const values = new Float64Array(keys.length);
  keys.set(left.keys);
  keys.set(right.keys, length);
  values.set(left.values);
  values.set(right.values, length);
  return { keys, values };
}
