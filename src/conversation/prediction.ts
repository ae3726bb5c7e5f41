import type { ConversationEvent } from "./events.ts";
import type { Tracker } from "./tracker.ts";

/** The next action, and who chose it how surely. */
export interface Prediction {
  readonly action: string;
  /** As written in the `action` event, e.g. `policy_1_RulePolicy`. */
  readonly policy: string | null;
  readonly confidence: number;
  /** Events the policy adds before the action's own (`user_featurization`, `loop_interrupted`, `entities`). */
  readonly events: readonly ConversationEvent[];
  readonly hideRuleTurn: boolean;
}

/** The port of deciding: an ensemble of trained policies. */
export interface Predictor {
  /** Chooses the next action; an action in `rejected` gets the score 0. Pure. */
  predict(tracker: Tracker, rejected?: readonly string[]): Prediction;
}
