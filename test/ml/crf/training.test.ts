import { describe, expect, it } from "vitest";
import {
  type CrfModel,
  type CrfOptions,
  createTagger,
  toTokenSequences,
  trainCrf,
} from "../../../src/ml/crf/index.ts";
import { ALONE, FIRST, INSIDE, LAST, labelCount } from "../../../src/ml/crf/span-labels.ts";
import { type DrawnModel, type DrawnSequence, scoresOf, weightSlopes } from "./drawn-model.ts";
import { addCosts, slopesOf } from "./softmax-margin.ts";

/** What all scores are divided by when they are learned. */
const TEMPERATURE = 1.8;
/** In longer sequences the tokens share the step. */
const SHORT = 4;

interface Labelled extends DrawnSequence {
  readonly path: readonly number[];
}

function labelled(
  tokens: readonly (readonly number[])[],
  shared: readonly number[],
  path: readonly number[],
): Labelled {
  return { tokens, shared, sharedValues: shared.map((feature) => feature / 8), path };
}

function train(examples: readonly Labelled[], options: Partial<CrfOptions>): CrfModel {
  const sequences = examples.map(({ tokens, shared, sharedValues }) => ({
    tokens,
    sharedKeys: shared,
    sharedValues,
  }));
  return trainCrf(toTokenSequences(sequences), Uint16Array.from(examples.flatMap(({ path }) => path)), {
    kinds: 2,
    passes: 40,
    seed: 3,
    penalty: 0.1,
    costs: { invented: 0, missed: 0, mistaken: 0 },
    ...options,
  });
}

/** A token of many features, which keeps the steps short, and whose label is soon certain. */
const HEAVY = labelled([Array(600).fill(0)], [], [0]);
const FEATURES = 9;
/** The same words, now this and now that. */
const CONTRADICTORY = [
  labelled([[1, 2], [3, 4], [2]], [7], [0, ALONE, 0]),
  labelled([[1, 2], [3, 4], [2]], [7, 8], [FIRST, LAST, 4 + ALONE]),
  labelled([[3, 4], [1]], [], [4 + FIRST, 4 + LAST]),
  labelled([[3, 4], [1]], [8], [0, 0]),
  labelled([[2, 3]], [7], [4 + ALONE]),
  labelled([[2, 3]], [], [0]),
  labelled([[1], [4, 4], [4], [1, 2], [3, 4]], [], [FIRST, INSIDE, LAST, 0, ALONE]),
  labelled([[1], [4, 4], [4], [1, 2], [3, 4]], [7], [ALONE, 0, 4 + ALONE, 4 + FIRST, 4 + LAST]),
];

function seenLabels(examples: readonly Labelled[]): readonly (readonly number[])[] {
  const seen = Array.from({ length: FEATURES }, () => new Set<number>());
  for (const { tokens, shared, path } of examples)
    tokens.forEach((features, token) => {
      for (const feature of [...features, ...shared]) seen[feature]!.add(path[token]!);
    });
  return seen.map((labels) => [...labels]);
}

/** What was learned, before it was divided by the temperature. */
function untempered({ kinds, keys, offsets, weightLabels, weights, transitions }: CrfModel): DrawnModel {
  const labels = labelCount(kinds);
  const table = new Float64Array(FEATURES * labels);
  keys.forEach((key, feature) => {
    for (let at = offsets[feature]!; at < offsets[feature + 1]!; at++)
      table[key * labels + weightLabels[at]!] = TEMPERATURE * weights[at]!;
  });
  return {
    kinds,
    seen: seenLabels(CONTRADICTORY),
    weights: table,
    between: Float64Array.from(transitions.between, (score) => TEMPERATURE * score),
    within: Float64Array.from(transitions.within, (score) => TEMPERATURE * score),
  };
}

function squares(numbers: Iterable<number>): number {
  return Array.from(numbers).reduce((sum, number) => sum + number * number, 0);
}

describe("training", () => {
  // Steps are random: they come near it.
  it.each([0.5, 1])(
    "ends where the slopes of all paths and a penalty of %d are even, then tempers",
    (penalty) => {
      const costs = { invented: 1, missed: 2, mistaken: 0.5 };
      const options = { passes: 500 / penalty, penalty, costs };
      const model = untempered(train([...CONTRADICTORY, HEAVY], options));
      const left = {
        weights: model.weights.map((weight) => -penalty * weight),
        between: model.between.map((score) => -penalty * score),
        within: model.within.map((score) => -penalty * score),
      };
      for (const sequence of CONTRADICTORY) {
        const scores = addCosts(scoresOf(model, sequence, 1), sequence.path, costs);
        const slopes = slopesOf(scores, sequence.path);
        const own = { ...slopes, weights: weightSlopes(model, sequence, slopes) };
        const part = Math.min(1, SHORT / sequence.path.length);
        for (const list of ["weights", "between", "within"] as const)
          own[list].forEach((slope, at) => {
            left[list][at]! += part * slope;
          });
      }
      const ofContradictory = left.weights.subarray(labelCount(model.kinds));
      for (const slope of [...ofContradictory, ...left.between, ...left.within])
        expect(Math.abs(slope)).toBeLessThan(0.05);
    },
  );

  it("makes weights and transitions smaller for a larger penalty", () => {
    const [free, bound] = [0.01, 2].map((penalty) => train(CONTRADICTORY, { passes: 10, penalty })) as [
      CrfModel,
      CrfModel,
    ];
    expect(squares(bound.weights)).toBeLessThan(squares(free.weights) / 4);
    const ofTransitions = ({ transitions: { between, within } }: CrfModel) =>
      squares([...between, ...within]);
    expect(ofTransitions(bound)).toBeLessThan(ofTransitions(free) / 4);
  });

  it.each([
    { cost: "missed", spans: 4, withoutCost: 0, withCost: ALONE },
    { cost: "invented", spans: 6, withoutCost: ALONE, withCost: 0 },
  ])(
    "finds what costs less, where $spans of 10 are spans and $cost ones cost",
    ({ cost, spans, withoutCost, withCost }) => {
      const examples = Array.from({ length: 10 }, (_, at) => labelled([[1]], [], [at < spans ? ALONE : 0]));
      const find = (size: number) => {
        const costs = { invented: 0, missed: 0, mistaken: 0, [cost]: size };
        const tag = createTagger(train(examples, { kinds: 1, costs }));
        return [...tag({ tokens: [[1]], sharedKeys: [], sharedValues: [] }).path];
      };
      expect(find(0)).toEqual([withoutCost]);
      expect(find(4)).toEqual([withCost]);
    },
  );

  it("learns nothing from tokens whose labels are certain", () => {
    const examples = Array.from({ length: 3 }, () => labelled([[1], [2]], [3], [0, 0]));
    const { keys, transitions } = train(examples, { kinds: 0 });
    expect(keys).toHaveLength(0);
    expect(squares(transitions.between)).toBeLessThan(1e-9);
  });
});
