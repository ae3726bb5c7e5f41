import type { SourcePosition } from "../../base/index.ts";

/** What may be wrong, the surest first. */
export const SUGGESTION_KINDS = [
  "same-text",
  "mislabelled",
  "near-duplicate",
  "confusing",
  "few-examples",
] as const;

export type SuggestionKind = (typeof SUGGESTION_KINDS)[number];

/** Something about the examples that makes understanding worse, and what to do. */
export interface Suggestion {
  readonly kind: SuggestionKind;
  /** The example; null where the whole intent is meant. */
  readonly text: string | null;
  readonly intent: string;
  /** What it is like, or taken for. */
  readonly rival: string | null;
  readonly at: SourcePosition | null;
  /** The rival's example that it is like. */
  readonly other: { readonly text: string; readonly at: SourcePosition | null } | null;
  /** How much of it there is, to compare suggestions of one kind: 0 to 1. */
  readonly weight: number;
  /** What to do, in a sentence or two. */
  readonly advice: string;
}

/** `data/nlu.yml:12`, in brackets, or nothing. */
export function inBrackets(at: SourcePosition | null): string {
  return at === null ? "" : ` (${at.file}:${at.line})`;
}
