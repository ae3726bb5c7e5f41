import type { JsonObject } from "../../../base/index.ts";

/** What was found in a text, as Duckling's server tells it; offsets count UTF-16 units, end exclusive. */
export interface Match {
  /** The dimension, e.g. `amount-of-money`. */
  readonly dim: string;
  readonly start: number;
  readonly end: number;
  readonly value: JsonObject;
}

/** A part of a text. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** Those that lie inside no larger one, in the order of the text. Takes time for sorting only. */
export function outermost<Part extends Range>(parts: readonly Part[]): readonly Part[] {
  // A part's larger ones come before it.
  const sorted = parts.toSorted((left, right) => left.start - right.start || right.end - left.end);
  let current: Range = { start: -1, end: -1 };
  let reach = -1;
  return sorted.filter((part) => {
    if (part.start !== current.start || part.end !== current.end) {
      reach = Math.max(reach, current.end);
      current = part;
    }
    return part.end > reach;
  });
}

/** Whether two parts share a character. */
export function overlaps(left: Range, right: Range): boolean {
  return left.start < right.end && right.start < left.end;
}
