import { createRandom, shuffle } from "../base/index.ts";
import type { SparseVector } from "./sparse-vector.ts";

/** One-vs-rest linear scores: `scores[c] = bias[c] + Σ x[i] · weights[i · classes + c]`. */
export interface LinearModel {
  readonly classes: number;
  readonly features: number;
  /** By feature, then class. */
  readonly weights: Float32Array;
  readonly bias: Float32Array;
}

export interface SvmOptions {
  readonly classes: number;
  readonly features: number;
  /** Cost of errors against the size of the weights. */
  readonly cost: number;
  readonly seed: number;
  /** Passes over the examples at most (default 30). */
  readonly passes?: number;
  /** Stops when no dual variable moves by more than this (default 0.05). */
  readonly tolerance?: number;
}

/**
 * One-vs-rest support vector machines with squared hinge loss and L2 regularisation, by dual coordinate descent
 * (Hsieh et al. 2008, "A Dual Coordinate Descent Method for Large-scale Linear SVM", algorithm 1, with bias as a
 * constant feature). Deterministic for a seed.
 */
export function trainSvm(
  examples: readonly SparseVector[],
  labels: Int32Array,
  options: SvmOptions,
): LinearModel {
  const { classes, features } = options;
  const weights = new Float32Array(features * classes);
  const bias = new Float32Array(classes);
  const squares = examples.map(({ values }) => values.reduce((sum, value) => sum + value * value, 1));
  for (let label = 0; label < classes; label++) {
    const binary = trainBinary({ examples, labels, squares }, label, options);
    for (let feature = 0; feature < features; feature++) {
      weights[feature * classes + label] = binary.weights[feature] as number;
    }
    bias[label] = binary.bias;
  }
  return { classes, features, weights, bias };
}

interface Problem {
  readonly examples: readonly SparseVector[];
  readonly labels: Int32Array;
  /** Squared length of each example with its constant feature. */
  readonly squares: readonly number[];
}

function trainBinary(
  { examples, labels, squares }: Problem,
  label: number,
  options: SvmOptions,
): { readonly weights: Float64Array; readonly bias: number } {
  const { cost, seed, passes = 30, tolerance = 0.05 } = options;
  const weights = new Float64Array(options.features);
  let bias = 0;
  const dual = new Float64Array(examples.length);
  const diagonal = 1 / (2 * cost);
  const order = examples.map((_, index) => index);
  const random = createRandom(seed + label);
  for (let pass = 0; pass < passes; pass++) {
    shuffle(order, random);
    let largestStep = 0;
    for (const index of order) {
      const { indices, values } = examples[index] as SparseVector;
      const sign = labels[index] === label ? 1 : -1;
      const before = dual[index] as number;
      let score = bias;
      for (let at = 0; at < indices.length; at++)
        score += (weights[indices[at] as number] as number) * (values[at] as number);
      const gradient = sign * score - 1 + diagonal * before;
      const after = Math.max(0, before - gradient / ((squares[index] as number) + diagonal));
      const step = (after - before) * sign;
      if (step === 0) continue;
      dual[index] = after;
      bias += step;
      for (let at = 0; at < indices.length; at++) {
        const feature = indices[at] as number;
        weights[feature] = (weights[feature] as number) + step * (values[at] as number);
      }
      largestStep = Math.max(largestStep, Math.abs(step));
    }
    if (largestStep < tolerance) break;
  }
  return { weights, bias };
}

/** Scores of every class for one example. */
export function linearScores(model: LinearModel, { indices, values }: SparseVector): Float64Array {
  const { classes, weights, bias } = model;
  const scores = Float64Array.from(bias);
  for (let at = 0; at < indices.length; at++) {
    const start = (indices[at] as number) * classes;
    const value = values[at] as number;
    for (let label = 0; label < classes; label++) {
      scores[label] = (scores[label] as number) + value * (weights[start + label] as number);
    }
  }
  return scores;
}
