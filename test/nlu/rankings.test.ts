import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRankings } from "../../src/nlu/classifiers/rankings.ts";

const labelsOf = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, at) => `label ${String(at).padStart(2, "0")}`);

describe("rankings", () => {
  it("keep the ten most probable labels, of equal ones those that come first by name", () => {
    // Few different values, so that many are equal.
    const probability = fc.integer({ min: 0, max: 8 }).map((eighths) => eighths / 8);
    const examples = fc
      .integer({ min: 1, max: 30 })
      .chain((labels) =>
        fc.array(fc.array(probability, { minLength: labels, maxLength: labels }), { minLength: 1 }),
      );
    fc.assert(
      fc.property(examples, (rows) => {
        const labels = labelsOf(rows[0]!.length);
        const rankings = createRankings(labels, rows.length);
        for (const [example, row] of rows.entries()) rankings.set(example, Float64Array.from(row));
        for (const [example, row] of rows.entries()) {
          const sorted = labels
            .map((name, at) => ({ name, confidence: row[at]! }))
            .sort((left, right) => right.confidence - left.confidence);
          expect(rankings.get(example)).toEqual(sorted.slice(0, 10));
        }
      }),
    );
  });

  it("know nothing of examples that were not set", () => {
    const rankings = createRankings(labelsOf(2), 2);
    rankings.set(1, Float64Array.of(0.25, 0.5));
    expect([-1, 0, 1, 2].map((example) => rankings.get(example).length)).toEqual([0, 0, 2, 0]);
  });
});
