import { describe, expect, it } from "vitest";
import type { KeyedFeatures } from "../../src/nlu/featurizers/keyed-features.ts";
import { packTexts } from "../../src/nlu/featurizers/packed-texts.ts";

/** As many features as the remainder by seven, so that some texts have none. */
function featuresOf(text: number): KeyedFeatures {
  const keys = Uint32Array.from({ length: text % 7 }, (_, at) => 2 ** 31 + text * 10 + at);
  return { keys, values: Float64Array.from(keys, (key) => 1 / key), counted: text % 3 };
}

const COUNT = 1_000;
const expected = Array.from({ length: COUNT }, (_, text) => featuresOf(text));

describe("packed texts", () => {
  it("give every text as it was, as often as they are visited, and a last time", async () => {
    const texts = await packTexts(COUNT, (text) =>
      text % 2 === 0 ? featuresOf(text) : Promise.resolve(featuresOf(text)),
    );
    expect(texts.length).toBe(COUNT);
    for (let pass = 0; pass < 2; pass++) {
      const visited: KeyedFeatures[] = [];
      texts.each((features) => void visited.push(features));
      expect(visited).toEqual(expected);
    }
    expect([...texts.take()]).toEqual(expected);
    expect(texts.length).toBe(0);
    expect([...texts.take()]).toEqual([]);
  });

  it("are asked for side by side, but not all at once", async () => {
    let [pending, most] = [0, 0];
    await packTexts(COUNT, async (text) => {
      most = Math.max(most, ++pending);
      await Promise.resolve();
      pending--;
      return featuresOf(text);
    });
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThan(COUNT);
  });

  it("may be none", async () => {
    const texts = await packTexts(0, featuresOf);
    expect(texts.length).toBe(0);
    expect([...texts.take()]).toEqual([]);
  });
});
