/** Offsets in the text with markup, end exclusive. */
export interface MarkupRange {
  readonly start: number;
  readonly end: number;
}

/** What is wrong with a mark. */
export interface MarkupProblem extends MarkupRange {
  readonly code:
    | "project/annotation-bad-json"
    | "project/annotation-without-entity"
    | "project/annotation-unknown-key"
    | "project/annotation-with-blank"
    | "project/annotation-broken";
  readonly message: string;
  readonly hint: string;
}
