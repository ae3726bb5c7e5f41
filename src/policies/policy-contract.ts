import type { ConversationEvent, Tracker } from "../conversation/index.ts";

/** One policy's vote. */
export interface Vote {
  readonly policy: string;
  readonly priority: number;
  readonly action: string;
  readonly confidence: number;
  /** What it votes for when its action has just been rejected; null: nothing. */
  readonly alternative: { readonly action: string; readonly confidence: number } | null;
  /** A running form goes before every other policy. */
  readonly isLoopHappyPath: boolean;
  readonly isEndToEnd: boolean;
  readonly hideRuleTurn: boolean;
  /** What it noticed about the conversation; kept whoever is chosen. */
  readonly events: readonly ConversationEvent[];
}

/** A trained policy: null when it has no opinion. Pure. */
export interface Voter {
  vote(tracker: Tracker): Vote | null;
}
