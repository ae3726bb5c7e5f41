/**
 * Turns scores into probabilities: a softmax with a temperature, against one more class of constant score that stands
 * for "none of them" (Guo et al. 2017, "On Calibration of Modern Neural Networks", temperature scaling).
 */
export interface Calibration {
  readonly temperature: number;
  /** Score of the class that stands for everything else. */
  readonly none: number;
}

/** Scores of an example that the model was not trained on, and its true class. */
export interface HeldOut {
  readonly scores: Float32Array | Float64Array;
  readonly label: number;
}

/** Of held-out examples at most this share may score below "none", and no more than half of those taken for another. */
const QUANTILE = 0.03;

/** Scores that are looked at for each temperature at most. */
const MOST_SCORES = 1_000_000;
/** Temperatures lie between these. */
const LEAST_TEMPERATURE = 0.05;
const MOST_TEMPERATURE = 4;
const STEPS = 12;

/** Chooses the temperature with the least negative log-likelihood on held-out scores. */
export function fitCalibration(heldOut: readonly HeldOut[]): Calibration {
  if (heldOut.length === 0) return { temperature: 0.25, none: -0.5 };
  const tops = heldOut.map(({ scores }) => topOf(scores));
  const wrong = heldOut.filter(({ scores, label }, at) => scores[label] !== tops[at]).length;
  tops.sort((left, right) => left - right);
  const none = tops[Math.floor(Math.min(tops.length * QUANTILE, wrong / 2))] as number;
  const every = Math.ceil((heldOut.length * (heldOut[0]?.scores.length ?? 0)) / MOST_SCORES);
  const sample = heldOut.filter((_, at) => at % every === 0);
  return { temperature: fitTemperature(sample, none), none };
}

/** By Newton's method on the inverse of the temperature, in which the loss is convex; halving where it goes too far. */
function fitTemperature(sample: readonly HeldOut[], none: number): number {
  let least = 1 / MOST_TEMPERATURE;
  let most = 1 / LEAST_TEMPERATURE;
  let inverse = 1;
  for (let step = 0; step < STEPS; step++) {
    let slope = 0;
    let curvature = 0;
    for (const { scores, label } of sample) {
      const { mean, variance } = momentsOf(scores, { temperature: 1 / inverse, none });
      slope += mean - (scores[label] as number);
      curvature += variance;
    }
    if (slope > 0) most = inverse;
    else least = inverse;
    const next = inverse - slope / curvature;
    const isInside = next > least && next < most;
    const change = (isInside ? next : (least + most) / 2) / inverse;
    inverse *= change;
    if (Math.abs(change - 1) < 1e-3) break;
  }
  return 1 / inverse;
}

/** Mean and variance of the scores by their probabilities. */
function momentsOf(
  scores: Float32Array | Float64Array,
  { temperature, none }: Calibration,
): { readonly mean: number; readonly variance: number } {
  // Sums of differences from the largest, which lose no digits.
  const top = Math.max(none, topOf(scores));
  let sum = Math.exp((none - top) / temperature);
  let first = sum * (none - top);
  let second = first * (none - top);
  for (let label = 0; label < scores.length; label++) {
    const difference = (scores[label] as number) - top;
    const weight = Math.exp(difference / temperature);
    sum += weight;
    first += weight * difference;
    second += weight * difference * difference;
  }
  const mean = first / sum;
  return { mean: top + mean, variance: second / sum - mean * mean };
}

function topOf(scores: Float32Array | Float64Array): number {
  let top = Number.NEGATIVE_INFINITY;
  for (let label = 0; label < scores.length; label++) top = Math.max(top, scores[label] as number);
  return top;
}

/** Probabilities of the classes; together at most 1, the rest is "none of them". */
export function probabilities(
  scores: Float32Array | Float64Array,
  { temperature, none }: Calibration,
): Float64Array {
  const top = Math.max(none, topOf(scores));
  const result = new Float64Array(scores.length);
  let sum = Math.exp((none - top) / temperature);
  for (let label = 0; label < scores.length; label++) {
    const weight = Math.exp(((scores[label] as number) - top) / temperature);
    result[label] = weight;
    sum += weight;
  }
  for (let label = 0; label < result.length; label++) result[label] = (result[label] as number) / sum;
  return result;
}
