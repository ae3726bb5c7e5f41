import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createLookup } from "../../src/ml/index.ts";

const keys = fc.integer({ min: 0, max: 2 ** 32 - 1 });

describe("a lookup", () => {
  it("finds the place of each key, and no place for any other", () => {
    fc.assert(
      fc.property(fc.uniqueArray(keys, { maxLength: 300 }), fc.array(keys), (known, others) => {
        const find = createLookup(Uint32Array.from(known));
        expect(known.map(find)).toEqual(known.map((_, at) => at));
        for (const key of others) expect(find(key)).toBe(known.indexOf(key));
      }),
    );
  });

  it("tells apart keys of the same low bits, those of 2^31 and more among them", () => {
    const known = Array.from({ length: 64 }, (_, at) => at * 2 ** 26);
    const find = createLookup(Uint32Array.from(known));
    expect(known.map(find)).toEqual(known.map((_, at) => at));
    expect(find(64 * 2 ** 26 - 1)).toBe(-1);
    expect(find(2 ** 31 + 1)).toBe(-1);
  });

  it("finds nothing where there is nothing", () => {
    expect(createLookup(new Uint32Array(0))(0)).toBe(-1);
  });
});
