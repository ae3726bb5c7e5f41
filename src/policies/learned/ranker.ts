import {
  type LinearModel,
  linearScores,
  type SparseVector,
  trainSoftmax,
  type WeightedExample,
} from "../../ml/index.ts";
import type { Decision } from "./decisions.ts";

/** Scores choices by the features of a situation. */
export interface Ranker {
  /** Names of features, in the order of the weights. */
  readonly features: readonly string[];
  /** What can be chosen, in the order of the scores. */
  readonly choices: readonly string[];
  readonly weights: LinearModel;
}

/** Features kept; of more, those that are seen most often. */
const MOST_FEATURES = 16_000;
/** What a squared weight costs. Chosen with story tests over bots (docs/policies.md). */
const PENALTY = 0.003;

/** Learns which choice goes with which features. @param steps of the optimiser, at most. */
export function trainRanker(decisions: readonly Decision[], steps: number): Ranker {
  const features = mostFrequent(decisions);
  const choices = [...new Set(decisions.map(({ choice }) => choice))].sort();
  const weights = trainSoftmax(toExamples(decisions, { features, choices }), {
    classes: choices.length,
    features: features.length,
    penalty: PENALTY,
    steps,
  });
  return { features, choices, weights };
}

/** Scores of every choice. */
export function createScorer({ features, weights }: Ranker): (names: readonly string[]) => Float64Array {
  const index = indexOf(features);
  return (names) => linearScores(weights, toVector(names, index));
}

/**
 * Every choice counts the same, however often stories make it (as the balanced batches of Rasa's TEDPolicy), and of one
 * choice what is said over and over counts less each time.
 */
function toExamples(
  decisions: readonly Decision[],
  { features, choices }: Pick<Ranker, "features" | "choices">,
): readonly WeightedExample[] {
  const index = indexOf(features);
  const labels = indexOf(choices);
  const totals = new Map<string, number>();
  for (const { choice, times } of decisions) totals.set(choice, (totals.get(choice) ?? 0) + Math.sqrt(times));
  return decisions.map(({ names, choice, times }) => ({
    vector: toVector(names, index),
    label: labels.get(choice) ?? 0,
    weight: Math.sqrt(times) / (totals.get(choice) ?? 1),
  }));
}

function mostFrequent(decisions: readonly Decision[]): readonly string[] {
  const times = new Map<string, number>();
  for (const { names } of decisions) for (const name of names) times.set(name, (times.get(name) ?? 0) + 1);
  const sorted = [...times].sort(
    ([leftName, left], [rightName, right]) => right - left || (leftName < rightName ? -1 : 1),
  );
  return sorted.slice(0, MOST_FEATURES).map(([name]) => name);
}

function indexOf(names: readonly string[]): ReadonlyMap<string, number> {
  return new Map(names.map((name, at) => [name, at]));
}

/** The features that are known, each there once; what was never seen in training says nothing. */
function toVector(names: readonly string[], index: ReadonlyMap<string, number>): SparseVector {
  const values = new Map<number, number>();
  for (const name of names) {
    const at = index.get(name);
    if (at !== undefined) values.set(at, importanceOf(name));
  }
  const indices = Int32Array.from(values.keys()).sort();
  return { indices, values: Float64Array.from(indices, (at) => values.get(at) ?? 0) };
}

/** What is now counts in full, what it combines with less, what has been least: small values ask for large weights. */
function importanceOf(name: string): number {
  if (name.startsWith("0:") || name.startsWith("kind:")) return 1;
  return /^(?:\d+|past):/.test(name) ? 0.3 : 0.6;
}
