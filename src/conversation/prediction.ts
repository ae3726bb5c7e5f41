import type { SourcePosition } from "../base/index.ts";
import type { ConversationEvent } from "./events.ts";
import type { Tracker } from "./tracker.ts";

/** The next action, and who chose it how surely. */
export interface Prediction {
  readonly action: string;
  /** As written in the `action` event, e.g. `RulePolicy`. */
  readonly policy: string | null;
  readonly confidence: number;
  /** Events the policy adds before the action's own (`user_featurization`, `loop_interrupted`, `entities`). */
  readonly events: readonly ConversationEvent[];
  readonly hideRuleTurn: boolean;
}

/** How sure a policy is of an action, from 0 to 1. */
export interface ActionScore {
  readonly action: string;
  readonly score: number;
}

/** What a policy's opinion rests on; `at` is where that stands in the project's files, where it stands in one. */
export interface DecisionBasis {
  readonly kind: "rule" | "story" | "loop" | "default" | "learned" | "fallback" | "nothing";
  /** The rule's, story's or form's name, or the intent of a default rule; null when none has one. */
  readonly name: string | null;
  readonly at: SourcePosition | null;
}

/** What a policy could have wanted instead, and why it did not. */
export interface RunnerUp {
  readonly action: string;
  readonly basis: DecisionBasis;
  readonly reason: string;
}

/** What one policy said of the next action. */
export interface PolicyOpinion {
  readonly policy: string;
  readonly priority: number;
  /** Every action it gives a score above 0, best first; empty: it had no opinion. */
  readonly scores: readonly ActionScore[];
  readonly basis: DecisionBasis;
  readonly isLoopHappyPath: boolean;
  readonly isEndToEnd: boolean;
  /** Why it was chosen, or why not, in words. */
  readonly outcome: string;
  readonly runnersUp: readonly RunnerUp[];
}

/** A prediction with everything that was weighed for it. */
export interface ExplainedPrediction {
  readonly prediction: Prediction;
  /** The chosen policy's; empty when none had an opinion. */
  readonly scores: readonly ActionScore[];
  /** One per policy, in the order of config.yml. */
  readonly opinions: readonly PolicyOpinion[];
}

/** The port of deciding: an ensemble of trained policies. */
export interface Predictor {
  /** Chooses the next action; an action in `rejected` gets the score 0. Pure. */
  predict(tracker: Tracker, rejected?: readonly string[]): Prediction;
  /** The same choice with its reasons; costs more. Pure. */
  explain(tracker: Tracker, rejected?: readonly string[]): ExplainedPrediction;
}
