import { share } from "./classification-report.ts";

/** The arithmetic mean; 0 of nothing. */
export function meanOf(values: readonly number[]): number {
  return share(
    values.reduce((sum, value) => sum + value, 0),
    values.length,
  );
}

/** The standard deviation of all there are (divided by their number, as numpy's `std` does); 0 of nothing. */
export function spreadOf(values: readonly number[]): number {
  const mean = meanOf(values);
  return Math.sqrt(meanOf(values.map((value) => (value - mean) ** 2)));
}
