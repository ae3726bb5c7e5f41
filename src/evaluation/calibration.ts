import { share } from "./classification-report.ts";

/** What was predicted, how sure that was, and what would have been right. */
export interface Sure {
  readonly expected: string;
  readonly predicted: string;
  readonly confidence: number;
}

/** How many predictions of a range of confidences were right, and how many wrong. */
export interface ConfidenceBin {
  readonly from: number;
  readonly to: number;
  readonly right: number;
  readonly wrong: number;
  /** Sum of the confidences. */
  readonly confidences: number;
}

/** Ranges of equal width from 0 to 1; what lies on a border counts above it, 1 in the last. */
export function confidenceBins(predictions: readonly Sure[], amount: number): readonly ConfidenceBin[] {
  const bins = Array.from({ length: amount }, (_, index) => ({
    from: index / amount,
    to: (index + 1) / amount,
    right: 0,
    wrong: 0,
    confidences: 0,
  }));
  for (const { expected, predicted, confidence } of predictions) {
    const index = Math.min(amount - 1, Math.max(0, Math.floor(confidence * amount)));
    const bin = bins[index] as (typeof bins)[number];
    if (expected === predicted) bin.right++;
    else bin.wrong++;
    bin.confidences += confidence;
  }
  return bins;
}

/** Guo et al. 2017, "On Calibration of Modern Neural Networks", take 15; a project's data are fewer. */
const CALIBRATION_BINS = 10;

/**
 * Expected calibration error: the distance between how sure predictions are and how often they are right, over ten
 * ranges of confidence, each weighted by its predictions. 0 is perfect, 1 is the worst.
 */
export function calibrationError(predictions: readonly Sure[]): number {
  const bins = confidenceBins(predictions, CALIBRATION_BINS);
  const distances = bins.map(({ right, confidences }) => Math.abs(right - confidences));
  return share(
    distances.reduce((sum, distance) => sum + distance, 0),
    predictions.length,
  );
}
