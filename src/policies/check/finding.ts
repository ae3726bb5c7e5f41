import type { SourcePosition } from "../../base/index.ts";

/** Something that stories and rules say against each other. */
export interface StoryFinding {
  readonly kind:
    | "rule-contradiction"
    | "unreachable-rule"
    | "incomplete-rule"
    | "story-conflict"
    | "too-many-paths"
    | "rule-too-long";
  readonly at: SourcePosition;
  readonly message: string;
  readonly hint: string;
  /** The other place. */
  readonly related: readonly { readonly message: string; readonly at: SourcePosition }[];
}
