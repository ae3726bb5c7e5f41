import { describe, expect, it } from "vitest";
import { createRandom } from "../../../src/base/index.ts";
import {
  type CrfModel,
  createTagger,
  encodeSpans,
  toTokenSequences,
  trainCrf,
} from "../../../src/ml/crf/index.ts";
import { OPTIONS, sequence } from "./sequences.ts";

const model = trainCrf(
  toTokenSequences([sequence([[1], [2]]), sequence([[3], [4]])]),
  Uint16Array.of(0, 4, 8, 0),
  OPTIONS,
);

describe("a stored model of spans", () => {
  it("is a model as it is", () => {
    expect(createTagger(model)(sequence([[1], [2]])).path).toHaveLength(2);
  });

  const { offsets, weights, weightLabels, keys, transitions } = model;
  const most = 2 ** 32 - 1;
  it.each<[string, Partial<CrfModel>]>([
    ["offsets that do not begin at 0", { offsets: offsets.with(0, 1) }],
    ["offsets that end elsewhere", { offsets: offsets.with(-1, weights.length - 1) }],
    ["offsets that end behind the weights", { offsets: offsets.with(-1, most) }],
    ["offsets that fall", { offsets: offsets.with(1, most) }],
    ["fewer offsets", { offsets: offsets.subarray(1) }],
    ["no offsets", { offsets: new Uint32Array(0) }],
    ["labels that there are not", { weightLabels: weightLabels.with(0, 9) }],
    ["fewer labels", { weightLabels: weightLabels.subarray(1) }],
    ["a key that comes twice", { keys: keys.with(1, keys[0]!) }],
    ["keys in another order", { keys: keys.slice().reverse() }],
    ["a weight that is no number", { weights: weights.with(0, Number.NaN) }],
    ["a weight without end", { weights: weights.with(0, Number.POSITIVE_INFINITY) }],
    [
      "a transition that is no number",
      { transitions: { ...transitions, between: transitions.between.with(0, Number.NaN) } },
    ],
    [
      "a step within spans without end",
      { transitions: { ...transitions, within: transitions.within.with(0, Number.NEGATIVE_INFINITY) } },
    ],
    ["more kinds than labels can be told apart", { kinds: 20_000 }],
  ])("is refused with %s", (_, change) => {
    expect(() => createTagger({ ...model, ...change })).toThrow(TypeError);
  });
});

describe("many kinds of spans", () => {
  it("are refused where there are more than can be told apart", () => {
    const one = toTokenSequences([sequence([[1]])]);
    expect(() => trainCrf(one, Uint16Array.of(0), { ...OPTIONS, kinds: 20_000 })).toThrow(RangeError);
  });

  it("leave room for texts with ever more features of all tokens", () => {
    const kinds = 300;
    const shared = Array.from({ length: 40 }, (_, at) => 100 + at);
    const learned = trainCrf(toTokenSequences([sequence([[1], [2]], shared)]), Uint16Array.of(0, 4 * kinds), {
      ...OPTIONS,
      kinds,
    });
    const tag = createTagger(learned);
    expect(tag(sequence(Array.from({ length: 1_000 }, () => [1]))).path).toHaveLength(1_000);
    for (let count = 1; count <= shared.length; count++)
      expect(tag(sequence([[1], [2]], shared.slice(0, count))).path).toHaveLength(2);
  });
});

describe("long spans of few features", () => {
  // How well a span goes on grew without end where next to nothing led into it, and 0 times that is no number.
  it("are learned as numbers", () => {
    const random = createRandom(3);
    for (let run = 0; run < 60; run++) {
      const words = 2 + random.below(6);
      const path: number[] = [];
      const sequences = Array.from({ length: 6 }, () => {
        const length = 6 + random.below(25);
        const kind = random.below(2);
        path.push(...encodeSpans([{ first: 0, last: length - 1, kind }], length));
        let word = 0;
        return sequence(
          Array.from({ length }, () => {
            if (random.next() < 0.15) word = random.below(words);
            return [1_000 * word];
          }),
        );
      });
      const few = { ...OPTIONS, passes: 40, penalty: 0.02, costs: { invented: 3, missed: 10, mistaken: 3 } };
      const { weights, transitions } = trainCrf(toTokenSequences(sequences), Uint16Array.from(path), few);
      const numbers = [...weights, ...transitions.between, ...transitions.within];
      expect(numbers.every(Number.isFinite)).toBe(true);
    }
  });
});
