import { describe, expect, it } from "vitest";
import { silentLogger, type TsbotError } from "../../src/base/index.ts";
import { loadPipeline, trainPipeline } from "../../src/nlu/index.ts";

/** What a pipeline with such a tokenizer splits a text into, before and after it was saved. */
async function wordsOf(text: string, token_pattern: string): Promise<readonly (readonly string[])[]> {
  const components = [{ name: "WhitespaceTokenizer", options: { token_pattern } }];
  const trained = await trainPipeline(
    { language: "en", components },
    { examples: [], synonyms: new Map(), regexes: [], lookups: [] },
    { seed: 1, logger: silentLogger },
  );
  const loaded = await loadPipeline(trained.toFiles());
  return await Promise.all(
    [trained, loaded].map(async (pipeline) =>
      ((await pipeline.parse(text)).text_tokens ?? []).map(([start, end]) => text.slice(start, end)),
    ),
  );
}

describe("token_pattern", () => {
  it.each([
    ["splits words at what does not match", "[^_]+", "buy_a rose", ["buy", "a", "rose"]],
    ["leaves words whole that do not match", "\\d+", "room 12b", ["room", "12"]],
    ["takes the group in brackets", "#(\\w+)", "#sale now", ["sale", "now"]],
    ["knows letters of every script", "\\w+", "Straße-Ürün", ["Straße", "Ürün"]],
    ["knows them within classes", "[\\w.]+", "größer.als+x", ["größer.als", "x"]],
  ])("%s", async (_, pattern, text, words) => {
    expect(await wordsOf(text, pattern)).toEqual([words, words]);
  });

  it("refuses what is no pattern", async () => {
    await expect(wordsOf("a", "(a")).rejects.toMatchObject({
      code: "nlu/bad-regex",
    } satisfies Partial<TsbotError>);
  });
});

describe("synonyms", () => {
  it("write a value as examples mark it, whatever the letter case, unless it is the synonym of another", async () => {
    const texts = ["to Berlin", "to nyc", "to Rome"];
    const examples = texts.map((text) => ({
      text,
      intent: "go",
      entities: [{ start: 3, end: text.length, entity: "city", value: text.slice(3) }],
    }));
    const lookups = [{ name: "city", elements: ["Berlin", "nyc", "Rome"] }];
    const pipeline = await trainPipeline(
      {
        language: "en",
        components: ["RegexEntityExtractor", "EntitySynonymMapper"].map((name) => ({ name, options: {} })),
      },
      { examples, synonyms: new Map([["nyc", "New York"]]), regexes: [], lookups },
      { seed: 1, logger: silentLogger },
    );
    const values = await Promise.all(
      ["BERLIN", "NYC", "Rome"].map(async (text) => (await pipeline.parse(text)).entities[0]?.value),
    );
    expect(values).toEqual(["Berlin", "New York", "Rome"]);
  });
});
