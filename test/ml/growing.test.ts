import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createGrowing } from "../../src/ml/growing.ts";

describe("a growing list", () => {
  it("holds what was added, one by one or many at once, where threads can share it", () => {
    const pieces = fc.array(fc.array(fc.nat(2 ** 32 - 1), { maxLength: 3_000 }), { maxLength: 5 });
    fc.assert(
      fc.property(pieces, fc.boolean(), (lists, isOneByOne) => {
        const growing = createGrowing(Uint32Array);
        for (const list of lists) {
          if (isOneByOne) for (const number of list) growing.add(number);
          else growing.addAll(list);
        }
        const expected = lists.flat();
        expect(growing.length).toBe(expected.length);
        const numbers = growing.finish();
        expect(numbers.buffer).toBeInstanceOf(SharedArrayBuffer);
        expect([...numbers]).toEqual(expected);
        expect(growing.length).toBe(0);
      }),
    );
  });

  it("goes on past a million", () => {
    const portion = Float32Array.from({ length: 700_001 }, (_, at) => at / 8);
    const growing = createGrowing(Float32Array);
    for (let count = 0; count < 4; count++) {
      growing.addAll(portion);
      growing.add(-1);
    }
    const numbers = growing.finish();
    expect(numbers).toHaveLength(4 * 700_002);
    for (let count = 0; count < 4; count++) {
      const own = numbers.subarray(count * 700_002, (count + 1) * 700_002);
      expect(Buffer.compare(Buffer.from(own.slice(0, -1).buffer), Buffer.from(portion.buffer))).toBe(0);
      expect(own.at(-1)).toBe(-1);
    }
  });
});
