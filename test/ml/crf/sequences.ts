import type { TokenSequence } from "../../../src/ml/crf/index.ts";

/** How small models are learned in tests. */
export const OPTIONS = {
  kinds: 2,
  passes: 15,
  seed: 7,
  penalty: 0.1,
  costs: { invented: 3, missed: 4, mistaken: 3 },
};

/** A sequence whose tokens have these features. */
export function sequence(
  tokens: readonly (readonly number[])[],
  shared: readonly number[] = [],
): TokenSequence {
  return { tokens, sharedKeys: shared, sharedValues: shared.map(() => 1) };
}
