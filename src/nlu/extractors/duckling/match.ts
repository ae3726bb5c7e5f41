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

/** Whether one part has another inside it. */
export function contains(outer: Range, inner: Range): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/** Whether two parts share a character. */
export function overlaps(left: Range, right: Range): boolean {
  return left.start < right.end && right.start < left.end;
}
