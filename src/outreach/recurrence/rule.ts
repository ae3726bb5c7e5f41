/** When something recurs, without an end. Times are epoch milliseconds. */
export interface Rule {
  /** Times after a moment, the earliest ones, each later than the one before; fewer than `most` when no more come. */
  after(moment: number, most: number): readonly number[];
}

/** What a rule is made for. */
export interface RulePlace {
  /** IANA name of the zone whose clocks count. */
  readonly zone: string;
  /** The first moment at which it may be. */
  readonly start: number;
}

/** A rule, or why there is none in a text. */
export type ReadRule = { readonly rule: Rule } | { readonly problem: string };
