import { aListOf, aNumber, anObject, assertShape, aText, createRandom, shuffle } from "../../base/index.ts";
import type { IntentPrediction } from "../../conversation/index.ts";
import {
  type Calibration,
  fitCalibration,
  type HeldOut,
  type LinearModel,
  linearScores,
  probabilities,
  type SparseVector,
  trainSvm,
} from "../../ml/index.ts";
import { createTextFeaturizer, largestValues, type TextFeaturizer } from "../featurizers/text-features.ts";
import type { Token } from "../message.ts";
import { type ComponentState, storedArray } from "../registry.ts";

/** A trained classifier of texts. */
export interface IntentModel {
  readonly state: ComponentState;
  /** All labels with their probabilities, most probable first. Empty when nothing was learned. */
  rank(tokens: readonly Token[]): readonly IntentPrediction[];
}

/** One text and its label. */
export interface LabelledText {
  readonly tokens: readonly Token[];
  readonly label: string;
}

/** Buckets at most: more gained nothing measurable. */
const LARGEST_SIZE = 2 ** 16;
const SMALLEST_SIZE = 2 ** 11;
/** Fits of the regularisation that were best on splits of training data, for many and for few examples. */
const COST_MANY = 0.7;
const COST_FEW = 3;
/** Up to this many examples a label on average, its own name is one more example. */
const FEW_EXAMPLES = 30;
/** Beyond this many examples one split is enough to calibrate. */
const MANY_EXAMPLES = 2_000;

/** Learns labels by one-vs-rest linear SVMs over hashed n-grams, with calibrated probabilities. */
export function trainIntentModel(
  texts: readonly LabelledText[],
  context: { readonly seed: number; readonly tokenize: (text: string) => readonly Token[] },
): IntentModel {
  const labels = [...new Set(texts.map(({ label }) => label))].sort();
  const isFew = texts.length <= labels.length * FEW_EXAMPLES;
  const all = isFew ? [...texts, ...labelNames(labels, context.tokenize)] : texts;
  const size = chooseSize(all);
  const largest = largestValues(
    all.map(({ tokens }) => tokens),
    size,
  );
  const featurizer = createTextFeaturizer(size, largest);
  const index = new Map(labels.map((label, position) => [label, position]));
  const problem: Problem = {
    vectors: all.map(({ tokens }) => featurizer.toVector(tokens)),
    targets: Int32Array.from(all, ({ label }) => index.get(label) ?? 0),
    classes: labels.length,
    size,
    cost: isFew ? COST_FEW : COST_MANY,
    seed: context.seed,
  };
  const calibration = fitCalibration(holdOut(problem, texts.length));
  const model = fitModel(problem, null);
  return createIntentModel({ labels, size, largest, model, calibration });
}

function labelNames(
  labels: readonly string[],
  tokenize: (text: string) => readonly Token[],
): readonly LabelledText[] {
  return labels.map((label) => ({ label, tokens: tokenize(label.replaceAll(/[_/+-]/g, " ")) }));
}

function chooseSize(texts: readonly LabelledText[]): number {
  const characters = texts.reduce(
    (sum, { tokens }) => sum + tokens.reduce((total, { text }) => total + text.length + 2, 0),
    0,
  );
  let size = SMALLEST_SIZE;
  while (size < characters * 8 && size < LARGEST_SIZE) size *= 2;
  return size;
}

interface Problem {
  readonly vectors: readonly SparseVector[];
  readonly targets: Int32Array;
  readonly classes: number;
  readonly size: number;
  readonly cost: number;
  readonly seed: number;
}

/** Trains on all but the examples left out. */
function fitModel(
  { vectors, targets, ...options }: Problem,
  leftOut: ReadonlySet<number> | null,
): LinearModel {
  const kept = vectors.map((_, index) => index).filter((index) => leftOut?.has(index) !== true);
  return trainSvm(
    kept.map((index) => vectors[index] as SparseVector),
    Int32Array.from(kept, (index) => targets[index] as number),
    { ...options, features: options.size },
  );
}

/** Scores of examples by models that have not seen them: five folds, or one when there are many. */
function holdOut(problem: Problem, examples: number): readonly HeldOut[] {
  const folds = 5;
  const order = shuffle(
    Array.from({ length: examples }, (_, index) => index),
    createRandom(problem.seed),
  );
  const heldOut: HeldOut[] = [];
  for (let fold = 0; fold < (examples > MANY_EXAMPLES ? 1 : Math.min(folds, examples)); fold++) {
    const leftOut = new Set(order.filter((_, position) => position % folds === fold));
    const model = fitModel(problem, leftOut);
    for (const index of leftOut) {
      const scores = linearScores(model, problem.vectors[index] as SparseVector);
      heldOut.push({ scores, label: problem.targets[index] as number });
    }
  }
  return heldOut;
}

interface Parts {
  readonly labels: readonly string[];
  readonly size: number;
  readonly largest: Float32Array;
  readonly model: LinearModel;
  readonly calibration: Calibration;
}

function createIntentModel({ labels, size, largest, model, calibration }: Parts): IntentModel {
  const featurizer: TextFeaturizer = createTextFeaturizer(size, largest);
  return {
    state: {
      json: { labels, size, calibration: { ...calibration } },
      arrays: { largest, weights: model.weights, bias: model.bias },
    },
    rank(tokens) {
      const values = probabilities(linearScores(model, featurizer.toVector(tokens)), calibration);
      return labels
        .map((name, index) => ({ name, confidence: values[index] as number }))
        .sort((left, right) => right.confidence - left.confidence || (left.name < right.name ? -1 : 1));
    },
  };
}

/** Rebuilds a stored model; the same numbers, so the same predictions to the last bit. */
export function loadIntentModel(state: ComponentState): IntentModel {
  assertShape(state.json, STORED);
  const { labels, size, calibration } = state.json as unknown as {
    readonly labels: readonly string[];
    readonly size: number;
    readonly calibration: Calibration;
  };
  const { length } = labels;
  return createIntentModel({
    labels,
    size,
    largest: storedArray(state, "largest", { type: Float32Array, length: size }),
    model: {
      classes: length,
      features: size,
      weights: storedArray(state, "weights", { type: Float32Array, length: size * length }),
      bias: storedArray(state, "bias", { type: Float32Array, length }),
    },
    calibration,
  });
}

const STORED = anObject({
  labels: aListOf(aText),
  size: aNumber,
  calibration: anObject({ temperature: aNumber, none: aNumber }),
});
