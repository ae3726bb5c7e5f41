import type { LinearModel } from "./linear-model.ts";
import { minimise, type Objective } from "./minimise.ts";
import type { SparseVector } from "./sparse-vector.ts";

/** An example, and how much it counts. */
export interface WeightedExample {
  readonly vector: SparseVector;
  readonly label: number;
  readonly weight: number;
}

export interface SoftmaxOptions {
  readonly classes: number;
  readonly features: number;
  /** What a squared weight costs against the loss of one example. */
  readonly penalty: number;
  /** Steps of the optimiser at most. */
  readonly steps: number;
}

/**
 * Multinomial logistic regression with L2 regularisation (Bishop 2006, "Pattern Recognition and Machine Learning",
 * section 4.3.4). The bias is not penalised. Deterministic.
 */
export function trainSoftmax(examples: readonly WeightedExample[], options: SoftmaxOptions): LinearModel {
  const { classes, features } = options;
  const parameters = new Float64Array((features + 1) * classes);
  minimise(parameters, softmaxObjective(examples, options), { steps: options.steps });
  return {
    classes,
    features,
    weights: Float32Array.from(parameters.subarray(0, features * classes)),
    bias: Float32Array.from(parameters.subarray(features * classes)),
  };
}

/** The loss over weights (by feature, then class) and, behind them, biases. */
export function softmaxObjective(
  examples: readonly WeightedExample[],
  { classes, features, penalty }: SoftmaxOptions,
): Objective {
  const biasAt = features * classes;
  const scores = new Float64Array(classes);
  return (parameters, gradient) => {
    let loss = 0;
    for (let at = 0; at < biasAt; at++) {
      const weight = parameters[at] as number;
      loss += (penalty / 2) * weight * weight;
      gradient[at] = penalty * weight;
    }
    gradient.fill(0, biasAt);
    for (const { vector, label, weight } of examples) {
      addScores(scores, parameters, { vector, classes, biasAt });
      const sum = toProbabilities(scores);
      loss += weight * (sum.logarithm - sum.scoreOf(label));
      for (let at = 0; at < classes; at++)
        scores[at] = weight * ((scores[at] as number) - (at === label ? 1 : 0));
      addGradient(gradient, scores, { vector, classes, biasAt });
    }
    return loss;
  };
}

interface Place {
  readonly vector: SparseVector;
  readonly classes: number;
  readonly biasAt: number;
}

function addScores(scores: Float64Array, parameters: Float64Array, { vector, classes, biasAt }: Place): void {
  const { indices, values } = vector;
  for (let label = 0; label < classes; label++) scores[label] = parameters[biasAt + label] as number;
  for (let at = 0; at < indices.length; at++) {
    const start = (indices[at] as number) * classes;
    const value = values[at] as number;
    for (let label = 0; label < classes; label++)
      scores[label] = (scores[label] as number) + value * (parameters[start + label] as number);
  }
}

function addGradient(gradient: Float64Array, errors: Float64Array, { vector, classes, biasAt }: Place): void {
  const { indices, values } = vector;
  for (let label = 0; label < classes; label++)
    gradient[biasAt + label] = (gradient[biasAt + label] as number) + (errors[label] as number);
  for (let at = 0; at < indices.length; at++) {
    const start = (indices[at] as number) * classes;
    const value = values[at] as number;
    for (let label = 0; label < classes; label++)
      gradient[start + label] = (gradient[start + label] as number) + value * (errors[label] as number);
  }
}

/** Turns scores into probabilities in place; tells the logarithm of their sum, and what the scores were. */
function toProbabilities(scores: Float64Array): {
  readonly logarithm: number;
  scoreOf(label: number): number;
} {
  let top = Number.NEGATIVE_INFINITY;
  for (const score of scores) top = Math.max(top, score);
  let sum = 0;
  for (let at = 0; at < scores.length; at++) {
    scores[at] = Math.exp((scores[at] as number) - top);
    sum += scores[at] as number;
  }
  for (let at = 0; at < scores.length; at++) scores[at] = (scores[at] as number) / sum;
  const logarithm = top + Math.log(sum);
  return { logarithm, scoreOf: (label) => logarithm + Math.log(Math.max(1e-300, scores[label] as number)) };
}
