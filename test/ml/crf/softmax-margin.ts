import type { Costs } from "../../../src/ml/crf/chain.ts";
import { labelCount } from "../../../src/ml/crf/span-labels.ts";
import { type PathScores, scoreOf, transitionAt, weighPaths } from "./label-paths.ts";

/** How an objective moves with each score of a lattice. */
export interface Slopes {
  readonly emissions: Float64Array;
  readonly between: Float64Array;
  readonly within: Float64Array;
}

/** Adds to the score of each wrong label what it costs to take it for the right one. */
export function addCosts(scores: PathScores, right: readonly number[], costs: Costs): PathScores {
  const labels = labelCount(scores.kinds);
  const emissions = scores.emissions.map((score, at) => {
    const truth = right[Math.floor(at / labels)]!;
    const label = at % labels;
    if (label === truth) return score;
    if (truth === 0) return score + costs.invented;
    return score + (label === 0 ? costs.missed : costs.mistaken);
  });
  return { ...scores, emissions };
}

/** The slopes of the logarithm of how probable the right path is: what it has, less what all paths have in the mean. */
export function slopesOf(scores: PathScores, right: readonly number[]): Slopes {
  const slopes = {
    emissions: new Float64Array(scores.emissions.length),
    between: new Float64Array(scores.between.length),
    within: new Float64Array(scores.within.length),
  };
  const labels = labelCount(scores.kinds);
  const count = (path: readonly number[], times: number): void => {
    path.forEach((label, token) => {
      const { list, at } = transitionAt(scores, token === 0 ? null : path[token - 1]!, label);
      slopes[list][at]! += times;
      slopes.emissions[token * labels + label]! += times;
    });
  };
  for (const { labels: path, probability } of weighPaths(scores).paths) count(path, -probability);
  count(right, 1);
  return slopes;
}

/** How probable a path is among all. */
export function probabilityOf(scores: PathScores, path: readonly number[]): number {
  return Math.exp(scoreOf(scores, path) - weighPaths(scores).logTotal);
}
