import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { linearScores } from "../../src/ml/index.ts";
import { minimise } from "../../src/ml/minimise.ts";
import { softmaxObjective, trainSoftmax, type WeightedExample } from "../../src/ml/softmax-regression.ts";

const example = (at: number, label: number, weight = 1): WeightedExample => ({
  vector: { indices: Int32Array.of(at), values: Float64Array.of(1) },
  label,
  weight,
});

describe("softmax regression", () => {
  it("has the gradient that differences of its loss show", () => {
    const options = { classes: 3, features: 2, penalty: 0.1, steps: 1 };
    const objective = softmaxObjective([example(0, 0), example(1, 2, 0.5), example(0, 1)], options);
    const size = (options.features + 1) * options.classes;
    const point = fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: size, maxLength: size });
    fc.assert(
      fc.property(point, fc.nat(size - 1), (values, at) => {
        const gradient = new Float64Array(size);
        objective(Float64Array.from(values), gradient);
        const step = 1e-5;
        const valueAt = (moved: number): number =>
          objective(
            Float64Array.from(values, (value, index) => (index === at ? value + moved : value)),
            new Float64Array(size),
          );
        const slope = (valueAt(step) - valueAt(-step)) / (2 * step);
        expect(gradient[at]).toBeCloseTo(slope, 5);
      }),
    );
  });

  it("learns which class goes with which feature, the same each time", () => {
    const examples = [example(0, 0), example(1, 1), example(2, 2), example(2, 2)];
    const options = { classes: 3, features: 3, penalty: 0.01, steps: 100 };
    const model = trainSoftmax(examples, options);
    for (const { vector, label } of examples) {
      const scores = linearScores(model, vector);
      expect(scores.indexOf(Math.max(...scores))).toBe(label);
    }
    expect(trainSoftmax(examples, options)).toEqual(model);
  });
});

describe("minimising", () => {
  it("finds the bottom of a bowl that is stretched", () => {
    const point = Float64Array.of(5, -3);
    const value = minimise(
      point,
      ([x = 0, y = 0], gradient) => {
        gradient[0] = 2 * (x - 1);
        gradient[1] = 200 * (y - 2);
        return (x - 1) ** 2 + 100 * (y - 2) ** 2;
      },
      { steps: 100, tolerance: 1e-12 },
    );
    expect(value).toBeLessThan(1e-8);
    expect([...point].map((part) => Number(part.toFixed(3)))).toEqual([1, 2]);
  });
});
