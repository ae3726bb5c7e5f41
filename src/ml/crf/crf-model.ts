import type { Transitions } from "./chain.ts";
import type { LabelWeights } from "./label-weights.ts";
import { labelCount } from "./span-labels.ts";

/** A linear-chain model of spans, as it is kept. */
export interface CrfModel extends LabelWeights {
  readonly kinds: number;
  readonly transitions: Transitions;
}

/** More kinds have more labels than 16 bits count. */
export const MOST_KINDS = 16_383;

/** Throws a `TypeError` for lists that are no model: what is stored may come from anywhere. */
export function checkCrfModel({ kinds, keys, offsets, weightLabels, weights, transitions }: CrfModel): void {
  const labels = labelCount(kinds);
  const isModel =
    kinds <= MOST_KINDS &&
    offsets.length === keys.length + 1 &&
    areOffsets(offsets, weights.length) &&
    weightLabels.length === weights.length &&
    weightLabels.every((label) => label < labels) &&
    keys.every((key, at) => at === 0 || key > (keys[at - 1] as number)) &&
    [weights, transitions.between, transitions.within].every((numbers) => numbers.every(Number.isFinite));
  if (!isModel) throw new TypeError("These numbers are no model of spans");
}

/** Whether these tell where lists begin, one behind the other, and where the last one of so many entries ends. */
export function areOffsets(offsets: Uint32Array, length: number): boolean {
  return (
    offsets[0] === 0 &&
    offsets.at(-1) === length &&
    offsets.every((offset, at) => at === 0 || offset >= (offsets[at - 1] as number))
  );
}
