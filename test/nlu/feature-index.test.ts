import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type FeatureIndex, indexTexts, loadFeatureIndex } from "../../src/nlu/featurizers/feature-index.ts";
import type { KeyedFeatures } from "../../src/nlu/featurizers/keyed-features.ts";
import { packTexts } from "../../src/nlu/featurizers/packed-texts.ts";

const HIGH = 2 ** 31;

function features(entries: readonly (readonly [key: number, value: number])[]): KeyedFeatures {
  return {
    keys: Uint32Array.from(entries, ([key]) => key),
    values: Float64Array.from(entries, ([, value]) => value),
    counted: 0,
  };
}

async function buildFeatureIndex(texts: readonly KeyedFeatures[], isMany?: boolean): Promise<FeatureIndex> {
  return indexTexts(await packTexts(texts.length, (at) => texts[at]!), isMany).index;
}

/** What a vector says, by key. */
function read(index: FeatureIndex, asked: KeyedFeatures): ReadonlyMap<number, number> {
  const { indices, values } = index.toVector(asked);
  return new Map(Array.from(indices, (at, place) => [index.arrays.keys[at]!, values[place]!]));
}

const key = fc.oneof(
  fc.nat(20),
  fc.integer({ min: HIGH, max: 2 ** 32 - 1 }),
  fc.integer({ min: 0, max: HIGH }),
);
const text = fc
  .uniqueArray(fc.tuple(key, fc.double({ min: -2, max: 2, noNaN: true })), { selector: ([own]) => own })
  .map(features);

describe("a feature index", () => {
  it("numbers the keys of the texts in ascending order, those of 2^31 and more behind the others", async () => {
    const index = await buildFeatureIndex([
      features([
        [HIGH + 1, 1],
        [3, 1],
      ]),
      features([
        [2 ** 32 - 1, 1],
        [0, 1],
      ]),
    ]);
    expect([...index.arrays.keys]).toEqual([0, 3, HIGH + 1, 2 ** 32 - 1]);
    expect([
      ...index.toVector(
        features([
          [2 ** 32 - 1, 1],
          [0, 1],
        ]),
      ).indices,
    ]).toEqual([3, 0]);
  });

  it("leaves out what training does not know", async () => {
    const index = await buildFeatureIndex([features([[1, 1]])]);
    expect(
      index.toVector(
        features([
          [2, 1],
          [HIGH + 1, 1],
        ]),
      ),
    ).toEqual({
      indices: new Int32Array(0),
      values: new Float64Array(0),
    });
    expect((await buildFeatureIndex([])).toVector(features([[1, 1]])).indices).toHaveLength(0);
  });

  it("knows of many texts only what two of them have", async () => {
    const texts = [
      features([
        [1, 1],
        [2, 1],
      ]),
      features([
        [2, 1],
        [3, 0.5],
      ]),
      features([
        [2, 1],
        [3, 1],
      ]),
    ];
    expect([...(await buildFeatureIndex(texts, false)).arrays.keys]).toEqual([1, 2, 3]);
    expect([...(await buildFeatureIndex(texts, true)).arrays.keys]).toEqual([2, 3]);
  });

  it("weights counted features of many texts by how rare they are, at the same length", async () => {
    const counted = (...keys: readonly number[]): KeyedFeatures => ({
      ...features(keys.map((own) => [own, 1])),
      counted: keys.length,
    });
    const texts = [counted(1, 2), counted(1, 2), counted(1, 3), counted(1, 3), counted(1, 9)];
    const given = read(await buildFeatureIndex(texts, true), counted(1, 2));
    expect(given.get(2)! / given.get(1)!).toBeCloseTo(Math.log(1 + 5 / 2) / Math.log(1 + 5 / 5), 5);
    expect(given.get(1)! ** 2 + given.get(2)! ** 2).toBeCloseTo(2, 5);
    // What is not known takes its share.
    const strange = read(await buildFeatureIndex(texts, true), counted(1, 77));
    expect(strange.get(1)!).toBeLessThan(given.get(1)!);
    // Of few texts nobody can tell, and what is not counted is as it was.
    expect(read(await buildFeatureIndex(texts, false), counted(1, 2))).toEqual(
      new Map([
        [1, 1],
        [2, 1],
      ]),
    );
    const dense = features([
      [1, 1],
      [2, 0.5],
    ]);
    expect(read(await buildFeatureIndex([dense, dense, ...texts], true), dense)).toEqual(
      new Map([
        [1, 1],
        [2, 0.5],
      ]),
    );
  });

  it("lets no feature count for more than it ever did in training, of either sign", async () => {
    const index = await buildFeatureIndex([
      features([
        [1, 0.25],
        [2, -0.5],
        [3, 0],
      ]),
    ]);
    expect(
      read(
        index,
        features([
          [1, 1],
          [2, 1],
          [3, 1],
        ]),
      ),
    ).toEqual(
      new Map([
        [1, 0.25],
        [2, 0.5],
        [3, 0],
      ]),
    );
    const negative = read(
      index,
      features([
        [1, -1],
        [2, -1],
        [3, -1],
      ]),
    );
    expect([...negative.values()].map(Math.abs)).toEqual([0.25, 0.5, 0]);
    expect(
      read(
        index,
        features([
          [1, 0.125],
          [2, -0.125],
        ]),
      ),
    ).toEqual(
      new Map([
        [1, 0.125],
        [2, -0.125],
      ]),
    );
  });

  it("gives the training texts back as they are, to the 32 bits that the largest values are kept in", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 10 }), async (texts) => {
        const index = await buildFeatureIndex(texts);
        for (const asked of texts) {
          const given = read(index, asked);
          expect(given.size).toBe(asked.keys.length);
          asked.keys.forEach((own, at) => {
            expect(Math.abs(given.get(own)! - asked.values[at]!)).toBeLessThan(1e-6);
          });
        }
      }),
    );
  });

  it("says the same of any text when it was stored and loaded", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(text, { maxLength: 10 }),
        text,
        fc.boolean(),
        async (texts, asked, isMany) => {
          const index = await buildFeatureIndex(texts, isMany);
          const loaded = loadFeatureIndex({ json: null, arrays: index.arrays });
          expect(loaded.size).toBe(index.size);
          for (const one of [...texts, asked]) expect(loaded.toVector(one)).toEqual(index.toVector(one));
          expect(loaded.arrays).toEqual(index.arrays);
        },
      ),
    );
  });

  it("refuses stored lists that do not belong together", async () => {
    const { keys, largest, rarities } = (
      await buildFeatureIndex([
        features([
          [1, 1],
          [2, 1],
        ]),
      ])
    ).arrays;
    const load = (arrays: Record<string, Float32Array | Uint32Array>) => () =>
      loadFeatureIndex({ json: null, arrays });
    expect(load({ keys })).toThrow(TypeError);
    expect(load({ keys, largest })).toThrow(TypeError);
    expect(load({ keys, largest: largest.subarray(1), rarities })).toThrow(TypeError);
    expect(load({ keys, largest, rarities: rarities.subarray(1) })).toThrow(TypeError);
    expect(load({ keys: Float32Array.from(keys), largest, rarities })).toThrow(TypeError);
  });
});
