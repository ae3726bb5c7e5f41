import type { JsonValue, SourcePosition } from "../base/index.ts";
import type { Entity } from "./parse-result.ts";

/** A story or rule as read from a file: project/ makes these, policies/ and evaluation/ use them. */
export interface Story {
  readonly name: string;
  readonly kind: "story" | "rule";
  readonly steps: readonly StoryStep[];
  /** Rules only: steps of `condition`. */
  readonly conditions: readonly ConditionStep[];
  /** Rules only, default false. */
  readonly conversationStart: boolean;
  /** Rules only, default true. */
  readonly waitForUserInput: boolean;
  readonly at: SourcePosition;
}

/** One step, with its place for diagnostics. */
export type StoryStep =
  | PlainStep
  | {
      readonly type: "checkpoint";
      readonly name: string;
      readonly conditions: readonly SlotStep[];
      readonly at: SourcePosition;
    }
  | {
      readonly type: "or";
      readonly alternatives: readonly (UserStep | SlotStep)[];
      readonly at: SourcePosition;
    };

/** What happens in a conversation, as opposed to how stories join and branch. */
export type PlainStep =
  | UserStep
  | { readonly type: "action"; readonly action: string; readonly at: SourcePosition }
  | { readonly type: "bot"; readonly text: string; readonly at: SourcePosition }
  | ConditionStep;

/** `intent`, or `user` text (end-to-end), or both (test stories). */
export interface UserStep {
  readonly type: "user";
  readonly intent?: string;
  readonly text?: string;
  readonly entities: readonly Entity[];
  readonly at: SourcePosition;
}

export interface SlotStep {
  readonly type: "slot";
  /** A slot named without a value means "any value". */
  readonly slots: readonly { readonly name: string; readonly value?: JsonValue }[];
  readonly at: SourcePosition;
}

export type ConditionStep =
  | SlotStep
  | { readonly type: "active_loop"; readonly name: string | null; readonly at: SourcePosition };
