/** Features by 32-bit keys, in no order; no key comes twice. */
export interface KeyedFeatures {
  readonly keys: readonly number[];
  readonly values: readonly number[];
}
