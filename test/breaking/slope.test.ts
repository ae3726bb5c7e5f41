import { expect, it } from "vitest";
import { slopeOf } from "./slope.ts";

it("finds the slope of a line, noise or not", () => {
  const line = [0, 1, 2, 3].map((at) => ({ at, value: 100 + 2 * at }));
  expect(slopeOf(line)).toBeCloseTo(2);
  const noisy = line.map(({ at, value }, index) => ({ at, value: value + ([1, -1, -1, 1][index] ?? 0) }));
  expect(slopeOf(noisy)).toBeCloseTo(2);
  expect(slopeOf(line.map(({ at }) => ({ at, value: 7 })))).toBe(0);
});
