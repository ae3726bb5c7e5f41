import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createKeyTable } from "../../src/ml/index.ts";

const key = fc.oneof(
  fc.nat(40),
  fc.nat(40).map((low) => low * 1_024),
  fc.integer({ min: 0, max: 2 ** 32 - 1 }),
);
const lists = fc.array(fc.array(key, { maxLength: 3_000, size: "max" }), { minLength: 1, maxLength: 4 });

describe("a table of keys", () => {
  it("numbers keys in the order in which they come, again and again when it is cleared", () => {
    const table = createKeyTable();
    fc.assert(
      fc.property(lists, (all) => {
        for (const keys of all) {
          table.clear();
          expect(table.size).toBe(0);
          const expected = new Map<number, number>();
          for (const one of keys) {
            if (!expected.has(one)) expected.set(one, expected.size);
            expect(table.place(one)).toBe(expected.get(one));
          }
          expect(table.size).toBe(expected.size);
          expect([...table.keys.subarray(0, table.size)]).toEqual([...expected.keys()]);
        }
      }),
      { numRuns: 30 },
    );
  });
});
