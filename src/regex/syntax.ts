/** A pattern as a tree. */
export type PatternNode =
  | { readonly type: "character"; readonly accepts: (codePoint: number) => boolean }
  | { readonly type: "sequence"; readonly nodes: readonly PatternNode[] }
  | { readonly type: "choice"; readonly nodes: readonly PatternNode[] }
  | {
      readonly type: "repeat";
      readonly node: PatternNode;
      readonly least: number;
      readonly most: number;
      readonly isLazy: boolean;
    }
  | { readonly type: "group"; readonly index: number; readonly node: PatternNode }
  | { readonly type: "reference"; readonly index: number }
  | { readonly type: "place"; readonly place: Place }
  | {
      readonly type: "look";
      readonly isBehind: boolean;
      readonly isNegated: boolean;
      readonly node: PatternNode;
    };

/** What a pattern can ask of a place between two characters. */
export type Place = "start" | "end" | "last-line-end" | "line-start" | "line-end" | "boundary" | "inside";

/** Flags of a pattern; Python's letters `i`, `m`, `s` and `x`. */
export interface PatternFlags {
  readonly ignoresCase: boolean;
  readonly isMultiline: boolean;
  readonly dotMatchesAll: boolean;
  readonly isVerbose: boolean;
}

/** Why a pattern cannot be used, as the end of a sentence. */
export class PatternError extends Error {
  readonly kind: "syntax" | "size";

  constructor(message: string, kind: "syntax" | "size" = "syntax") {
    super(message);
    this.kind = kind;
  }
}
