import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRandom, shuffle } from "../../src/base/index.ts";

describe("random numbers", () => {
  it("repeat for the same seed and differ for another", () => {
    const draw = (seed: number): number[] => {
      const random = createRandom(seed);
      return Array.from({ length: 5 }, () => random.next());
    };
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
  });

  it("stay below their bound", () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 1000 }), (seed, bound) => {
        const value = createRandom(seed).below(bound);
        return Number.isInteger(value) && value >= 0 && value < bound;
      }),
    );
  });

  it("shuffle without losing or inventing items", () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.integer(), (items, seed) => {
        const sorted = (list: number[]): number[] => [...list].sort((a, b) => a - b);
        expect(sorted(shuffle([...items], createRandom(seed)))).toEqual(sorted(items));
      }),
    );
  });
});
