import { describe, expect, it } from "vitest";
import { createRandom } from "../../src/base/index.ts";
import { fitCalibration, type HeldOut, probabilities } from "../../src/ml/index.ts";

/** Examples whose labels are drawn by a softmax of their scores at a temperature. */
function drawn(temperature: number, count: number): HeldOut[] {
  const random = createRandom(5);
  return Array.from({ length: count }, () => {
    const scores = Float32Array.from({ length: 6 }, () => random.next() * 4);
    const weights = Array.from(scores, (score) => Math.exp(score / temperature));
    let rest = random.next() * weights.reduce((sum, weight) => sum + weight, 0);
    let label = 0;
    while (label < 5 && rest > weights[label]!) rest -= weights[label++]!;
    return { scores, label };
  });
}

const lossAt = (heldOut: readonly HeldOut[], temperature: number, none: number): number =>
  heldOut.reduce(
    (sum, { scores, label }) => sum - Math.log(probabilities(scores, { temperature, none })[label]!),
    0,
  );

describe("calibration", () => {
  it.each([0.1, 0.25, 0.5, 1, 2])("finds the temperature of least loss near %d", (temperature) => {
    const heldOut = drawn(temperature, 3_000);
    const found = fitCalibration(heldOut);
    const least = lossAt(heldOut, found.temperature, found.none);
    for (const factor of [0.9, 0.97, 1.03, 1.1])
      expect(lossAt(heldOut, found.temperature * factor, found.none)).toBeGreaterThanOrEqual(least);
  });

  it("stays within bounds where examples are all right, all wrong or all alike", () => {
    const scores = Float32Array.of(3, 1);
    for (const label of [0, 1]) {
      const { temperature, none } = fitCalibration([{ scores, label }]);
      expect(temperature).toBeGreaterThanOrEqual(0.05);
      expect(temperature).toBeLessThanOrEqual(4);
      expect(Number.isFinite(none)).toBe(true);
    }
    const alike = fitCalibration([{ scores: Float32Array.of(1, 1), label: 0 }]);
    expect(alike.temperature).toBeGreaterThanOrEqual(0.05);
    expect(alike.temperature).toBeLessThanOrEqual(4);
  });
});
