import type { Transitions } from "./chain.ts";
import type { LabelWeights } from "./label-weights.ts";

/** A linear-chain model of spans, as it is kept. */
export interface CrfModel extends LabelWeights {
  readonly kinds: number;
  readonly transitions: Transitions;
}
