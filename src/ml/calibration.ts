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
const QUANTILE = 0.05;

/** Scores that are looked at for each temperature at most. */
const MOST_SCORES = 10_000_000;

/** Chooses the temperature with the least negative log-likelihood on held-out scores (a grid, then its neighbours). */
export function fitCalibration(heldOut: readonly HeldOut[]): Calibration {
  if (heldOut.length === 0) return { temperature: 0.25, none: -0.5 };
  const tops = heldOut.map(({ scores }) => topOf(scores));
  const wrong = heldOut.filter(({ scores, label }, at) => scores[label] !== tops[at]).length;
  tops.sort((left, right) => left - right);
  const none = tops[Math.floor(Math.min(tops.length * QUANTILE, wrong / 2))] as number;
  const every = Math.ceil((heldOut.length * (heldOut[0]?.scores.length ?? 0)) / MOST_SCORES);
  const sample = heldOut.filter((_, at) => at % every === 0);
  let best = { temperature: 1, loss: Number.POSITIVE_INFINITY };
  for (let exponent = -12; exponent <= 4; exponent++) {
    const temperature = 2 ** (exponent / 4);
    const loss = sample.reduce((sum, { scores, label }) => {
      return sum - Math.log(Math.max(1e-9, probabilities(scores, { temperature, none })[label] as number));
    }, 0);
    if (loss < best.loss) best = { temperature, loss };
  }
  return { temperature: best.temperature, none };
}

function topOf(scores: Iterable<number>): number {
  let top = Number.NEGATIVE_INFINITY;
  for (const score of scores) top = Math.max(top, score);
  return top;
}

/** Probabilities of the classes; together at most 1, the rest is "none of them". */
export function probabilities(
  scores: Float32Array | Float64Array,
  { temperature, none }: Calibration,
): Float64Array {
  let top = none;
  for (const score of scores) top = Math.max(top, score);
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
