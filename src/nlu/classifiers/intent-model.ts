import { aListOf, aNumber, anObject, assertShape, aText, createRandom, shuffle } from "../../base/index.ts";
import type { IntentPrediction } from "../../conversation/index.ts";
import {
  type Calibration,
  createScorer,
  fitCalibration,
  type HeldOut,
  joinNetworks,
  type NetworkEnsemble,
  type NetworkExamples,
  probabilities,
  type TaskPool,
} from "../../ml/index.ts";
import { type FeatureIndex, indexTexts, loadFeatureIndex } from "../featurizers/feature-index.ts";
import type { KeyedFeatures } from "../featurizers/keyed-features.ts";
import { packTexts } from "../featurizers/packed-texts.ts";
import { textFeatures } from "../featurizers/text-features.ts";
import { type ComponentState, storedArray, type Tokenize } from "../registry.ts";
import { createRankings } from "./rankings.ts";

/** A trained classifier of texts. */
export interface IntentModel {
  readonly state: ComponentState;
  /** All labels with their probabilities, most probable first. */
  rank(features: KeyedFeatures): readonly IntentPrediction[];
}

/** Texts that are asked for their features one by one. */
export interface LabelledTexts {
  /** Of each text. */
  readonly labels: readonly string[];
  featuresOf(text: number): KeyedFeatures | Promise<KeyedFeatures>;
}

export interface IntentTraining {
  readonly seed: number;
  readonly tokenize: Tokenize;
  readonly tasks: TaskPool;
  /** Whether the words of a label's name are one more example of it. */
  readonly learnsNames: boolean;
}

/** A classifier, and what it took each example for before it had seen it. */
export interface TrainedIntents {
  readonly model: IntentModel;
  /** The most probable labels of an example, the best first. */
  unseen(example: number): readonly IntentPrediction[];
}

/**
 * Networks of an ensemble, by how many examples there are at most; each leaves out one such part of the examples. Few
 * examples make more networks. Four are done by two processors in two rounds.
 */
const NETWORKS = [
  { examples: 200, networks: 20 },
  { examples: 1_000, networks: 10 },
  { examples: Number.POSITIVE_INFINITY, networks: 4 },
] as const;
/** Passes over the examples: as few as get no better on held-out examples, in between by the square root. */
const EPOCHS_AT_10_000 = 20;
const MOST_EPOCHS = 60;
const FEWEST_EPOCHS = 8;
/** The mean of all networks is surer than one of them, whose held-out scores tell the temperature: by this factor. */
const ENSEMBLE_TEMPERATURE = 0.9;

/**
 * Learns labels by small networks over words and characters. Each leaves out a part of the examples, so that all together
 * have seen everything, and every example is judged once by a network that has not seen it: that calibrates the
 * probabilities (cross-fitting). Labels alone count: a name with nobody who said it would have one example, its name.
 */
export async function trainIntentModel(
  texts: LabelledTexts,
  { seed, tokenize, tasks, learnsNames }: IntentTraining,
): Promise<TrainedIntents> {
  const count = texts.labels.length;
  const labels = [...new Set(texts.labels)].sort();
  const position = new Map(labels.map((label, index) => [label, index]));
  const names = learnsNames ? labels.map((label) => textFeatures(tokenize(wordsOfName(label)))) : [];
  const { index, rows } = indexTexts(
    await packTexts(count + names.length, (at) => names[at - count] ?? texts.featuresOf(at)),
  );
  const targets = Uint32Array.from([...texts.labels, ...labels], (label) => position.get(label) ?? 0);
  const partOf = dealParts(targets.subarray(0, count), count + names.length, seed);
  const results = await Promise.all(
    Array.from({ length: partOf.parts }, (_, part) => {
      const examples: NetworkExamples = {
        rows,
        labels: targets,
        kept: partOf.without(part),
        heldOut: partOf.only(part),
      };
      const options = {
        features: index.size,
        classes: labels.length,
        epochs: epochsFor(count),
        seed: seed + part,
      };
      return tasks.run({ type: "network", examples, options });
    }),
  );
  const heldOut = results.flatMap(({ scores }, part) =>
    Array.from(partOf.only(part), (row, at): HeldOut & { readonly row: number } => {
      return {
        row,
        scores: scores.subarray(at * labels.length, (at + 1) * labels.length),
        label: targets[row] as number,
      };
    }),
  );
  const ownCalibration = fitCalibration(heldOut);
  const unseen = createRankings(labels, count);
  for (const { row, scores } of heldOut) unseen.set(row, probabilities(scores, ownCalibration));
  const calibration = { ...ownCalibration, temperature: ownCalibration.temperature * ENSEMBLE_TEMPERATURE };
  const ensemble = joinNetworks(results.map(({ network }) => network));
  return { model: createIntentModel({ labels, index, ensemble, calibration }), unseen: unseen.get };
}

function wordsOfName(label: string): string {
  return label.replaceAll(/[_/+-]/g, " ");
}

function epochsFor(examples: number): number {
  const epochs = Math.round(EPOCHS_AT_10_000 * Math.sqrt(10_000 / examples));
  return Math.max(FEWEST_EPOCHS, Math.min(epochs, MOST_EPOCHS));
}

interface Parts {
  readonly parts: number;
  /** Rows that belong to a part, in ascending order. */
  only(part: number): Uint32Array;
  /** All other rows, those in no part among them. */
  without(part: number): Uint32Array;
}

/** Deals the examples out label by label, so that each part has its share of all. Rows beyond them are in no part. */
function dealParts(targets: Uint32Array, rows: number, seed: number): Parts {
  const wanted = NETWORKS.find(({ examples }) => targets.length <= examples)?.networks ?? 1;
  const parts = Math.min(wanted, targets.length);
  const order = shuffle([...targets.keys()], createRandom(seed));
  order.sort((left, right) => (targets[left] as number) - (targets[right] as number));
  const partOf = new Int32Array(rows).fill(-1);
  order.forEach((row, at) => {
    partOf[row] = at % parts;
  });
  const select = (isWanted: (part: number) => boolean): Uint32Array => {
    const chosen: number[] = [];
    partOf.forEach((part, row) => {
      if (isWanted(part)) chosen.push(row);
    });
    return Uint32Array.from(chosen);
  };
  return {
    parts,
    only: (part) => select((own) => own === part),
    without: (part) => select((own) => own !== part),
  };
}

interface ModelParts {
  readonly labels: readonly string[];
  readonly index: FeatureIndex;
  readonly ensemble: NetworkEnsemble;
  readonly calibration: Calibration;
}

function createIntentModel({ labels, index, ensemble, calibration }: ModelParts): IntentModel {
  const score = createScorer(ensemble);
  const { networks, dimensions, embeddings, scales, output, bias } = ensemble;
  return {
    state: {
      json: { labels, networks, dimensions, calibration: { ...calibration } },
      arrays: { ...index.arrays, embeddings, scales, output, bias },
    },
    rank(features) {
      return toRanking(labels, probabilities(score(index.toVector(features)), calibration));
    },
  };
}

function toRanking(labels: readonly string[], values: Float64Array): readonly IntentPrediction[] {
  return labels
    .map((name, at) => ({ name, confidence: values[at] as number }))
    .sort((left, right) => right.confidence - left.confidence || (left.name < right.name ? -1 : 1));
}

/** Rebuilds a stored model; the same numbers, so the same predictions to the last bit. */
export function loadIntentModel(state: ComponentState): IntentModel {
  assertShape(state.json, STORED);
  const { labels, networks, dimensions, calibration } = state.json as unknown as Stored;
  const index = loadFeatureIndex(state);
  const width = networks * dimensions;
  const classes = labels.length;
  return createIntentModel({
    labels,
    index,
    ensemble: {
      networks,
      dimensions,
      classes,
      embeddings: storedArray(state, "embeddings", { type: Uint8Array, length: index.size * width }),
      scales: storedArray(state, "scales", { type: Float32Array, length: index.size }),
      output: storedArray(state, "output", { type: Float32Array, length: width * classes }),
      bias: storedArray(state, "bias", { type: Float32Array, length: classes }),
    },
    calibration,
  });
}

interface Stored {
  readonly labels: readonly string[];
  readonly networks: number;
  readonly dimensions: number;
  readonly calibration: Calibration;
}

const STORED = anObject({
  labels: aListOf(aText),
  networks: aNumber,
  dimensions: aNumber,
  calibration: anObject({ temperature: aNumber, none: aNumber }),
});
