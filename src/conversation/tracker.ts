import type { JsonObject, JsonValue } from "../base/index.ts";
import type { SlotDefinition } from "../domain/index.ts";
import type { ConversationEvent, UserUttered } from "./events.ts";
import type { Log } from "./log.ts";

/** The active form, as in Rasa's tracker JSON. */
export interface LoopState {
  readonly name: string;
  readonly is_interrupted: boolean;
  readonly rejected: boolean;
  readonly trigger_message: JsonObject | null;
}

/** What policies look at: the conversation as it stands when an action is chosen. Structurally shared, never copied. */
export interface Situation {
  /** The newest user event of the session, or null before the first. */
  readonly user: UserUttered | null;
  /** `use_text_for_featurization` of that event: true for its text, false for its intent, null when undecided. */
  readonly useText: boolean | null;
  readonly slots: ReadonlyMap<string, JsonValue>;
  readonly activeLoop: LoopState | null;
  /** Name or end-to-end text of the action before, or null at the beginning. */
  readonly previousAction: string | null;
}

/** An action that was executed, and the situation it was chosen in. */
export interface Step {
  readonly situation: Situation;
  readonly action: string;
  /** `hide_rule_turn` of the action event: learned policies do not see it. */
  readonly hidden: boolean;
}

/**
 * The situations that stories know: turns that only rules made are left out, and what was done in them
 * (rasa/shared/core/trackers.py 3.6, `past_states` with `ignore_rule_only_turns`). Kept step by step, since a
 * conversation of rules alone would have to be looked through to its beginning.
 */
export interface VisibleSteps {
  /** Oldest first; the newest only. */
  readonly situations: Log<Situation>;
  readonly lastAction: string | null;
  readonly isHidden: boolean;
}

/**
 * What a conversation has come to: the fold of its events. Immutable; {@link applyEvent} gives the next one. Its size
 * is bounded: of the applied events it keeps a window, the store keeps them all.
 */
export interface Tracker {
  readonly conversationId: string;
  /** Every slot of the domain. */
  readonly slots: ReadonlyMap<string, JsonValue>;
  /** The newest user event of this session, or null. */
  readonly latestMessage: UserUttered | null;
  /** Name or end-to-end text of the newest action, or null before the first. */
  readonly latestAction: string | null;
  /** Whether `latestAction` is an end-to-end text. */
  readonly latestActionIsText: boolean;
  readonly followupAction: string | null;
  readonly paused: boolean;
  readonly activeLoop: LoopState | null;
  /** Channel of the newest user event; an external event has that of the one before. */
  readonly latestInputChannel: string | null;
  /** Epoch seconds of the newest event, or null. */
  readonly latestEventTime: number | null;
  /**
   * Epoch seconds of this session's newest user event (external ones count, as in Rasa; one that was taken back was
   * still a sign of life), or null.
   */
  readonly latestUserTime: number | null;
  /** Intents of the newest user events since the restart, newest last; null stands for a rewind. A few are kept. */
  readonly latestIntents: readonly (string | null)[];
  /** The newest applied events of this session, oldest first: `rewind` and `undo` have been carried out. */
  readonly recentEvents: Log<ConversationEvent>;
  /** The newest events as they happened, oldest first: nothing taken back, across sessions. What actions are shown. */
  readonly history: Log<ConversationEvent>;
  /** The newest executed actions of this session, oldest first; repeated runs of an active form are one step. */
  readonly steps: Log<Step>;
  /** Whether `steps` reaches back to the beginning of the session. */
  readonly stepsAreComplete: boolean;
  /** What of `steps` stories know. */
  readonly visible: VisibleSteps;
  /** The situation the next action is chosen in. */
  readonly situation: Situation;
  /** The state before `recentEvents`, from which rewinding folds again. */
  readonly base: TrackerBase;
}

/** What lies before the window of a {@link Tracker}. Opaque outside conversation/. */
export interface TrackerBase {
  readonly state: Omit<Tracker, "conversationId" | "recentEvents" | "history" | "base">;
  readonly definitions: ReadonlyMap<string, SlotDefinition>;
  /** Loops that were ever activated in this conversation. */
  readonly loopNames: ReadonlySet<string>;
  /** Whether the conversation is what its events fold to: after a form ran again, policies see less than there was. */
  readonly isFolded: boolean;
  /** The state after the older half of the window, kept when it was reached: the next base, folded already. */
  readonly half: TrackerBase["state"] | null;
}
