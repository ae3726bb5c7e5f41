import type { SparseVector } from "./sparse-vector.ts";

/** Linear scores: `scores[c] = bias[c] + Σ x[i] · weights[i · classes + c]`. */
export interface LinearModel {
  readonly classes: number;
  readonly features: number;
  /** By feature, then class. */
  readonly weights: Float32Array;
  readonly bias: Float32Array;
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
