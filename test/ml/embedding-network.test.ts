import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRandom } from "../../src/base/index.ts";
import {
  type EmbeddingNetwork,
  type NetworkExamples,
  type NetworkOptions,
  trainNetwork,
} from "../../src/ml/embedding-network.ts";
import { createScorer, joinNetworks, type SparseVector, toSparseRows } from "../../src/ml/index.ts";

function vector(entries: Readonly<Record<number, number>>): SparseVector {
  const pairs = Object.entries(entries);
  return {
    indices: Int32Array.from(pairs, ([index]) => Number(index)),
    values: Float64Array.from(pairs, ([, value]) => value),
  };
}

function examplesOf(vectors: readonly SparseVector[], labels: readonly number[]): NetworkExamples {
  return {
    rows: toSparseRows(vectors),
    labels: Uint32Array.from(labels),
    kept: Uint32Array.from(labels.keys()),
    heldOut: new Uint32Array(0),
  };
}

/** Each class has three features of its own; an example has two of them and one that all share. */
function separable(classes: number): { examples: NetworkExamples; options: NetworkOptions } {
  const vectors: SparseVector[] = [];
  const labels: number[] = [];
  for (let label = 0; label < classes; label++)
    for (let left = 0; left < 3; left++) {
      const own = [0, 1, 2].filter((part) => part !== left).map((part) => 1 + label * 3 + part);
      vectors.push(vector(Object.fromEntries([0, ...own].map((index) => [index, 0.57]))));
      labels.push(label);
    }
  const options = { features: 1 + classes * 3, classes, epochs: 60, seed: 3 };
  return { examples: examplesOf(vectors, labels), options };
}

/** Scores as the formula of a network has them: tanh of summed embeddings, then a linear layer. */
function plainScores(
  { dimensions, classes, embeddings, output, bias }: EmbeddingNetwork,
  { indices, values }: Pick<SparseVector, "indices" | "values">,
): number[] {
  const hidden = Array.from({ length: dimensions }, (_, at) => {
    let sum = 0;
    indices.forEach((index, place) => {
      sum += values[place]! * embeddings[index * dimensions + at]!;
    });
    return Math.tanh(sum);
  });
  return Array.from({ length: classes }, (_, label) =>
    hidden.reduce((sum, value, at) => sum + value * output[at * classes + label]!, bias[label]!),
  );
}

const numbersOf = ({ embeddings, output, bias }: EmbeddingNetwork): readonly number[] => [
  ...embeddings,
  ...output,
  ...bias,
];

/** A network of random weights, which nobody trained. */
function randomNetwork(size: { features: number; dimensions: number; classes: number }, seed: number) {
  const random = createRandom(seed);
  const numbers = (length: number) => Float32Array.from({ length }, () => random.next() * 2 - 1);
  const { features, dimensions, classes } = size;
  return {
    dimensions,
    classes,
    embeddings: numbers(features * dimensions),
    output: numbers(dimensions * classes),
    bias: numbers(classes),
  };
}

describe("an embedding network", () => {
  it.each([2, 7, 8, 9, 33])("learns %d classes that have features of their own", (classes) => {
    const { examples, options } = separable(classes);
    const { network, scores } = trainNetwork({ ...examples, heldOut: examples.kept }, options);
    expect(network.output).toHaveLength(network.dimensions * classes);
    expect(network.bias).toHaveLength(classes);
    examples.labels.forEach((label, row) => {
      const own = scores.slice(row * classes, (row + 1) * classes);
      expect(own).toHaveLength(classes);
      expect(own.indexOf(Math.max(...own))).toBe(label);
    });
  });

  it("scores what is held out as its formula does, in the order asked for, of any number", () => {
    const { examples, options } = separable(9);
    const rows = Uint32Array.from({ length: 1_100 }, (_, at) => (at * 7) % examples.kept.length);
    const { network, scores } = trainNetwork({ ...examples, heldOut: rows }, options);
    expect(scores).toHaveLength(rows.length * 9);
    const { offsets, indices, values } = examples.rows;
    rows.forEach((row, at) => {
      const part = <List extends Uint32Array | Float32Array>(list: List) =>
        list.subarray(offsets[row], offsets[row + 1]) as List;
      const asked = {
        indices: Int32Array.from(part(indices)),
        values: Float64Array.from(part(values)),
      };
      plainScores(network, asked).forEach((score, label) => {
        expect(Math.abs(scores[at * 9 + label]! - score)).toBeLessThan(1e-4);
      });
    });
  });

  it("is the same each time, and another for another seed", () => {
    const { examples, options } = separable(5);
    const numbers = numbersOf(trainNetwork(examples, options).network);
    expect(numbersOf(trainNetwork(examples, options).network)).toEqual(numbers);
    expect(numbersOf(trainNetwork(examples, { ...options, seed: 4 }).network)).not.toEqual(numbers);
  });

  it("learns from the rows that are kept alone", () => {
    const { examples, options } = separable(3);
    const kept = examples.kept.filter((row) => examples.labels[row] !== 2);
    const less = { ...examples, kept };
    const labels = examples.labels.map((label) => (label === 2 ? 0 : label));
    expect(numbersOf(trainNetwork({ ...less, labels }, options).network)).toEqual(
      numbersOf(trainNetwork(less, options).network),
    );
  });

  it("learns one class, and that without features", () => {
    const examples = examplesOf([vector({ 0: 1 }), vector({})], [0, 0]);
    const { network: one } = trainNetwork(examples, { features: 1, classes: 1, epochs: 10, seed: 1 });
    expect(numbersOf(one).every(Number.isFinite)).toBe(true);
    const { network: none } = trainNetwork(examplesOf([vector({})], [0]), {
      features: 0,
      classes: 1,
      epochs: 5,
      seed: 1,
    });
    expect(numbersOf(none).every(Number.isFinite)).toBe(true);
    expect(createScorer(joinNetworks([none]))(vector({}))).toHaveLength(1);
  });

  it("scores rows without features by its biases", () => {
    const examples = examplesOf([vector({}), vector({}), vector({}), vector({ 0: 1 })], [1, 1, 1, 0]);
    const { network } = trainNetwork(examples, { features: 1, classes: 2, epochs: 60, seed: 1 });
    const scores = createScorer(joinNetworks([network]))(vector({}));
    expect([...scores]).toEqual([...network.bias]);
    expect(scores[1]).toBeGreaterThan(scores[0]!);
  });

  it("learns nothing of nothing", () => {
    const examples = { ...examplesOf([vector({ 0: 1 })], [0]), kept: new Uint32Array(0) };
    const { network } = trainNetwork(examples, { features: 1, classes: 2, epochs: 5, seed: 1 });
    expect([...network.bias]).toEqual([0, 0]);
    expect(numbersOf(network).every(Number.isFinite)).toBe(true);
  });

  it("is finite whatever the examples are", () => {
    const value = fc.double({ min: -1, max: 1, noNaN: true });
    const rows = fc.array(fc.tuple(fc.dictionary(fc.nat(19).map(String), value), fc.nat(3)), {
      minLength: 1,
      maxLength: 20,
    });
    fc.assert(
      fc.property(rows, (drawn) => {
        const examples = examplesOf(
          drawn.map(([entries]) => vector(entries)),
          drawn.map(([, label]) => label),
        );
        const { network } = trainNetwork(examples, { features: 20, classes: 4, epochs: 20, seed: 2 });
        expect(numbersOf(network).every(Number.isFinite)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });
});

describe("an ensemble of networks", () => {
  const sizes = fc.record({
    features: fc.integer({ min: 1, max: 12 }),
    dimensions: fc.constantFrom(8, 16, 64),
    classes: fc.integer({ min: 1, max: 20 }),
    networks: fc.integer({ min: 1, max: 4 }),
    seed: fc.nat(),
  });

  it("scores as its networks do in the mean, but for what rounding to 8 bits costs", () => {
    fc.assert(
      fc.property(sizes, ({ networks: count, seed, ...size }) => {
        const networks = Array.from({ length: count }, (_, at) => randomNetwork(size, seed + at));
        const random = createRandom(seed);
        const entries = Array.from({ length: size.features }, (_, index) => [index, random.next() * 2 - 1]);
        const asked = vector(Object.fromEntries(entries));
        const all = networks.map((network) => plainScores(network, asked));
        const scores = createScorer(joinNetworks(networks))(asked);
        // A rounded embedding is off by half a unit at most, the largest of 1 being 127 units; tanh does not widen
        // that, and the linear layer multiplies it by its weights, 1 at most.
        const rounding = asked.values.reduce((sum, value) => sum + Math.abs(value) * (0.5 / 127), 0);
        const bound = rounding * size.dimensions + 1e-3;
        scores.forEach((score, label) => {
          const mean = all.reduce((sum, one) => sum + one[label]!, 0) / count;
          expect(Math.abs(score - mean)).toBeLessThanOrEqual(bound);
        });
      }),
    );
  });

  it("keeps each embedding to half a unit of its feature's scale", () => {
    fc.assert(
      fc.property(sizes, ({ networks: count, seed, ...size }) => {
        const networks = Array.from({ length: count }, (_, at) => randomNetwork(size, seed + at));
        const { embeddings, scales } = joinNetworks(networks);
        const rounded = new Int8Array(embeddings.buffer);
        const width = count * size.dimensions;
        networks.forEach((network, index) => {
          network.embeddings.forEach((value, place) => {
            const [feature, at] = [Math.floor(place / size.dimensions), place % size.dimensions];
            const kept = rounded[feature * width + index * size.dimensions + at]! * scales[feature]!;
            expect(Math.abs(kept - value)).toBeLessThanOrEqual(scales[feature]! * 0.5001);
          });
        });
      }),
      { numRuns: 20 },
    );
  });

  it("takes features of any size beside each other, and those that are all 0", () => {
    const network = {
      ...randomNetwork({ features: 3, dimensions: 8, classes: 2 }, 1),
      embeddings: Float32Array.from({ length: 24 }, (_, at) => [1e-12, 0, 1e6][Math.floor(at / 8)]!),
    };
    const scorer = createScorer(joinNetworks([network]));
    for (const asked of [vector({ 0: 1 }), vector({ 1: 1 }), vector({ 2: 1 })])
      scorer(asked).forEach((score, label) => {
        expect(score).toBeCloseTo(plainScores(network, asked)[label]!, 4);
      });
  });

  it("sums up vectors that are longer than a portion of 4,096", () => {
    const size = { features: 10_000, dimensions: 8, classes: 3 };
    const network = randomNetwork(size, 4);
    const scorer = createScorer(joinNetworks([network]));
    for (const length of [4_095, 4_096, 4_097, 8_192, 10_000]) {
      const values = new Float64Array(length).fill(1 / length);
      const asked = { indices: Int32Array.from(values.keys()), values };
      const expected = plainScores(network, asked);
      scorer(asked).forEach((score, label) => {
        expect(Math.abs(score - expected[label]!)).toBeLessThan(8 * (0.5 / 127) + 1e-3);
      });
    }
    const last = { indices: new Int32Array(4_097).fill(9_999), values: new Float64Array(4_097) };
    last.values[4_096] = 1;
    const alone = scorer(vector({ 9999: 1 })).slice();
    expect(scorer(last)).toEqual(alone);
  });

  it("scores a vector the same whatever it scored before", () => {
    const scorer = createScorer(joinNetworks([randomNetwork({ features: 4, dimensions: 8, classes: 5 }, 2)]));
    const first = scorer(vector({ 0: 1, 3: -1 })).slice();
    scorer(vector({ 1: 100, 2: 3 }));
    expect(scorer(vector({ 0: 1, 3: -1 }))).toEqual(first);
  });
});
