import type {
  ActionScore,
  ConversationEvent,
  DecisionBasis,
  RunnerUp,
  Tracker,
} from "../conversation/index.ts";

/** One policy's vote. */
export interface Vote {
  /** Every action with a score above 0, best first: where the first has just been rejected, the next one counts. */
  readonly scores: readonly ActionScore[];
  readonly basis: DecisionBasis;
  /** A running form goes before every other policy. */
  readonly isLoopHappyPath: boolean;
  readonly isEndToEnd: boolean;
  readonly hideRuleTurn: boolean;
  /** What it noticed about the conversation; kept whoever is chosen. */
  readonly events: readonly ConversationEvent[];
}

/** A trained policy. Pure. */
export interface Voter {
  /** As written in the `action` event, e.g. `RulePolicy`. */
  readonly policy: string;
  /** Decides between equally confident votes. */
  readonly priority: number;
  /** Null when it has no opinion. */
  vote(tracker: Tracker): Vote | null;
  /** What it passed over, for explaining. */
  runnersUp?(tracker: Tracker): readonly RunnerUp[];
}
