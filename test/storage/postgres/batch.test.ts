import { describe, expect, it } from "vitest";
import { TsbotError } from "../../../src/base/index.ts";
import { createBatch } from "../../../src/storage/postgres/batch.ts";

/** Doubles numbers in batches that end when the test says so; fails where an item is refused. */
function setUp(refused: (item: number) => Error | null = () => null) {
  const batches: { readonly items: readonly number[]; readonly end: () => void }[] = [];
  const double = createBatch<number, number>({
    compare: (left, right) => left - right,
    run: (items) =>
      new Promise((resolve, reject) => {
        const error = items.map(refused).find((found) => found !== null);
        const end = (): void =>
          error === undefined ? resolve(items.map((item) => item * 2)) : reject(error);
        batches.push({ items, end });
      }),
  });
  return { batches, double, items: () => batches.map((batch) => batch.items) };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("a batch", () => {
  it("begins at once, takes what comes meanwhile together, in order, and answers each", async () => {
    const { batches, double, items } = setUp();
    const first = double(1);
    await settled();
    const second = double(2);
    await settled();
    const others = [9, 7, 8].map(double);
    await settled();
    expect(items()).toEqual([[1], [2]]);
    batches[0]?.end();
    expect(await first).toBe(2);
    await settled();
    expect(items()).toEqual([[1], [2], [7, 8, 9]]);
    batches[1]?.end();
    batches[2]?.end();
    expect(await Promise.all([second, ...others])).toEqual([4, 18, 14, 16]);
  });

  it("is bounded, and leaves nothing behind", async () => {
    const { batches, double, items } = setUp();
    const all = Array.from({ length: 120 }, (_, index) => double(index));
    await settled();
    expect(items().map(({ length }) => length)).toEqual([50, 50]);
    batches[0]?.end();
    await settled();
    expect(items().map(({ length }) => length)).toEqual([50, 50, 20]);
    for (const { end } of batches) end();
    expect(await Promise.all(all)).toEqual(all.map((_, index) => index * 2));
  });

  it("runs its items one by one when it failed, so that one takes nothing of the others with it", async () => {
    const { batches, double, items } = setUp((item) => (item === 2 ? new Error("no") : null));
    const outcomes = Promise.allSettled([1, 2, 3].map(double));
    await settled();
    batches[0]?.end();
    await settled();
    expect(items()).toEqual([[1, 2, 3], [1], [2], [3]]);
    for (const { end } of batches) end();
    expect((await outcomes).map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  });

  it("asks a server that is away once", async () => {
    const away = new TsbotError("storage/unreachable", "away");
    const { batches, double } = setUp(() => away);
    const outcomes = Promise.allSettled([1, 2].map(double));
    await settled();
    batches[0]?.end();
    expect((await outcomes).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(batches).toHaveLength(1);
  });
});
