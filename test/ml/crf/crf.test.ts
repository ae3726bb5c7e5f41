import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CrfModel, createTagger, toTokenSequences, trainCrf } from "../../../src/ml/crf/index.ts";
import {
  ALONE,
  decodeSpans,
  encodeSpans,
  FIRST,
  INSIDE,
  LAST,
  mayFollow,
} from "../../../src/ml/crf/span-labels.ts";
import { OPTIONS, sequence } from "./sequences.ts";

/** Words by key: 1–5 are nothing, 100 begins a span of kind 0 that 101 ends, 102 is one alone, 200 is one of kind 1. */
const TOY: readonly (readonly [readonly number[], readonly number[]])[] = [
  [
    [1, 100, 101, 2],
    [0, 1, 3, 0],
  ],
  [
    [3, 102, 4],
    [0, 4, 0],
  ],
  [
    [200, 5],
    [8, 0],
  ],
  [
    [2, 200, 1, 102],
    [0, 8, 0, 4],
  ],
  [
    [100, 101, 200],
    [1, 3, 8],
  ],
  [
    [1, 2, 3, 4, 5],
    [0, 0, 0, 0, 0],
  ],
];
/** Features that all tokens have: as many as keep the steps of few sequences short. */
const MANY = Array.from({ length: 8 }, (_, at) => 5_000 + at);
const toySequences = TOY.map(([words]) => sequence(words.map((word) => [0, word])));
const toyPath = Uint16Array.from(TOY.flatMap(([, labels]) => labels));

function numbersOf({ keys, offsets, weightLabels, weights, transitions }: CrfModel): readonly number[] {
  return [...keys, ...offsets, ...weightLabels, ...weights, ...transitions.between, ...transitions.within];
}

const hasFiniteNumbers = (model: CrfModel): boolean =>
  numbersOf(model).every((value) => Number.isFinite(value));

describe("a conditional random field", () => {
  it("learns spans that are told by their words", () => {
    const tag = createTagger(trainCrf(toTokenSequences(toySequences), toyPath, OPTIONS));
    TOY.forEach(([, labels], at) => {
      expect([...tag(toySequences[at]!).path]).toEqual(labels);
    });
    const unseen = sequence([5, 100, 101, 2, 200].map((word) => [0, word]));
    expect([...tag(unseen).path]).toEqual([0, 1, 3, 0, 8]);
  });

  it("learns the same each time, and something else for another seed", () => {
    const train = (seed: number) =>
      numbersOf(trainCrf(toTokenSequences(toySequences), toyPath, { ...OPTIONS, seed }));
    expect(train(7)).toEqual(train(7));
    expect(train(8)).not.toEqual(train(7));
  });

  it("goes by what a whole sequence tells where the words are alike", () => {
    const sequences = Array.from({ length: 20 }, (_, at) => sequence([[1], [2]], [at % 2 === 0 ? 50 : 51]));
    const path = Uint16Array.from(sequences.flatMap((_, at) => (at % 2 === 0 ? [0, 4] : [0, 8])));
    const tag = createTagger(trainCrf(toTokenSequences(sequences), path, OPTIONS));
    expect([...tag(sequence([[1], [2]], [50])).path]).toEqual([0, 4]);
    expect([...tag(sequence([[1], [2]], [51])).path]).toEqual([0, 8]);
  });

  it("goes by what comes behind what where a word alone does not tell", () => {
    const sequences = [
      ...Array.from({ length: 8 }, () => sequence([[1], [9]])),
      ...Array.from({ length: 8 }, () => sequence([[2], [9]])),
    ];
    const path = Uint16Array.from([...Array(8).fill([1, 3]), ...Array(8).fill([0, 0])].flat());
    const tag = createTagger(trainCrf(toTokenSequences(sequences), path, { ...OPTIONS, kinds: 1 }));
    expect([...tag(sequence([[1], [9]])).path]).toEqual([1, 3]);
    expect([...tag(sequence([[2], [9]])).path]).toEqual([0, 0]);
  });

  it("is sure of what it has seen, to 1 at most", () => {
    const tag = createTagger(trainCrf(toTokenSequences(toySequences), toyPath, OPTIONS));
    const { path, probability } = tag(
      sequence([
        [0, 1],
        [0, 200],
      ]),
    );
    expect([...path]).toEqual([0, 8]);
    expect(probability(1, 1)).toBeGreaterThan(0.5);
    expect(probability(1, 1)).toBeLessThanOrEqual(1);
  });

  it("takes sequences without tokens and tokens without features", () => {
    const sequences = [sequence([]), sequence([[], []]), sequence([MANY]), sequence([], [3])];
    const model = trainCrf(toTokenSequences(sequences), Uint16Array.of(0, 0, 4), { ...OPTIONS, kinds: 1 });
    expect(hasFiniteNumbers(model)).toBe(true);
    const tag = createTagger(model);
    expect(tag(sequence([])).path).toHaveLength(0);
    expect(tag(sequence([[], [77]])).path).toHaveLength(2);
  });

  it("learns from nothing", () => {
    const model = trainCrf(toTokenSequences([]), new Uint16Array(0), OPTIONS);
    expect(hasFiniteNumbers(model)).toBe(true);
    expect([...createTagger(model)(sequence([[1], [2]])).path]).toHaveLength(2);
  });

  // 0 features by 0 tokens are no number, and steps are made of features by tokens.
  it("learns from sequences that have no token at all", () => {
    const model = trainCrf(toTokenSequences([sequence([])]), new Uint16Array(0), OPTIONS);
    expect(hasFiniteNumbers(model)).toBe(true);
  });

  // Steps are long then: a penalty that took its part off would leave nothing of the weights, or less.
  it.each([1, 2, 4])("learns from %d sequences of one token with few features", (count) => {
    const sequences = Array.from({ length: count }, () => sequence([[1]]));
    const model = trainCrf(toTokenSequences(sequences), new Uint16Array(count).fill(4), OPTIONS);
    expect(hasFiniteNumbers(model)).toBe(true);
    expect([...createTagger(model)(sequence([[1]])).path]).toEqual([4]);
  });

  it("tags a sequence the same whatever it tagged before, longer ones among them", () => {
    const tag = createTagger(trainCrf(toTokenSequences(toySequences), toyPath, OPTIONS));
    const long = sequence(Array.from({ length: 500 }, (_, at) => [0, [1, 100, 101, 200][at % 4]!]));
    const before = [...tag(toySequences[0]!).path];
    const path = tag(long).path;
    expect(decodeSpans(path)).toHaveLength(250);
    expect([...tag(toySequences[0]!).path]).toEqual(before);
  });

  it("has weights for every label of a feature that was seen with many, and others only for those it was seen with", () => {
    const kinds = 5;
    const unseen = kinds - 1;
    const paths = Array.from({ length: unseen }, (_, kind) => kind * 4).flatMap((base) => [
      [base + FIRST, base + INSIDE, base + LAST],
      [base + ALONE],
    ]);
    const told = [[0], ...paths].map((path) => ({
      path,
      ofWords: sequence(path.map((label) => [0, 1_000 + label])),
    }));
    const sequences = toTokenSequences(told.map(({ ofWords }) => ofWords));
    const path = Uint16Array.from(told.flatMap((one) => one.path));
    const model = trainCrf(sequences, path, { ...OPTIONS, kinds });
    const tag = createTagger(model);
    for (const one of told) expect([...tag(one.ofWords).path]).toEqual(one.path);
    const labelsOf = (key: number) => {
      const at = model.keys.indexOf(key);
      return [...model.weightLabels.subarray(model.offsets[at], model.offsets[at + 1])];
    };
    for (const label of path) expect(labelsOf(1_000 + label)).toEqual([label]);
    expect(new Set(path).size).toBeGreaterThan(12);
    expect(labelsOf(0)).toContain(unseen * 4 + ALONE);
  });

  const keys = fc.integer({ min: 0, max: 2 ** 32 - 1 });
  const randomSequences = fc.array(
    fc.record({
      tokens: fc.array(fc.array(fc.oneof(fc.nat(5), keys), { maxLength: 40 }), {
        minLength: 1,
        maxLength: 8,
      }),
      shared: fc.array(keys, { maxLength: 3 }),
      label: fc.nat(),
    }),
    { minLength: 1, maxLength: 10 },
  );

  it("is finite, and gives paths that spans allow, whatever it learned", () => {
    fc.assert(
      fc.property(fc.nat(3), randomSequences, (kinds, drawn) => {
        const sequences = drawn.map(({ tokens, shared }) =>
          sequence(
            tokens.map((features) => [...MANY, ...features]),
            shared,
          ),
        );
        const path = drawn.flatMap(({ tokens, label }) => {
          if (kinds === 0 || tokens.length === 0 || label % 3 === 0) return tokens.map(() => 0);
          const span = { first: label % tokens.length, last: tokens.length - 1, kind: label % kinds };
          return [...encodeSpans([span], tokens.length)];
        });
        const options = { ...OPTIONS, kinds, passes: 10, seed: 1 };
        const model = trainCrf(toTokenSequences(sequences), Uint16Array.from(path), options);
        expect(hasFiniteNumbers(model)).toBe(true);
        const tag = createTagger(model);
        for (const one of sequences) {
          const { path: found, probability } = tag(one);
          found.forEach((label, at) => {
            expect(mayFollow(at === 0 ? 0 : found[at - 1]!, label)).toBe(true);
          });
          for (const { first, last } of decodeSpans(found)) {
            expect(probability(first, last)).toBeGreaterThanOrEqual(0);
            expect(probability(first, last)).toBeLessThanOrEqual(1 + 1e-9);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it("is finite where tokens have thousands of features, or only some have", () => {
    const many = Array.from({ length: 6_000 }, (_, at) => at);
    const sequences = [sequence([many, [1], many]), sequence([[1], [2]]), sequence([many.slice(3_000)])];
    const path = Uint16Array.of(1, 2, 3, 0, 0, 4);
    expect(hasFiniteNumbers(trainCrf(toTokenSequences(sequences), path, { ...OPTIONS, kinds: 1 }))).toBe(
      true,
    );
  });

  it("stays finite where the same features have contradictory labels", () => {
    const sequences = Array.from({ length: 60 }, () => sequence([[1], [1], [1]], [2]));
    const labels = [
      [0, 0, 0],
      [1, 2, 3],
      [4, 4, 4],
      [8, 0, 8],
      [5, 7, 0],
    ];
    const path = Uint16Array.from(sequences.flatMap((_, at) => labels[at % labels.length]!));
    const model = trainCrf(toTokenSequences(sequences), path, { ...OPTIONS, passes: 60 });
    expect(hasFiniteNumbers(model)).toBe(true);
    expect(Math.max(...numbersOf(model).map(Math.abs))).toBeLessThan(300);
  });
});
