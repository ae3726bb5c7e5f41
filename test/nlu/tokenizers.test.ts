import { describe, expect, it } from "vitest";
import { type JsonObject, silentLogger } from "../../src/base/index.ts";
import { loadPipeline, trainPipeline } from "../../src/nlu/index.ts";

/** The words of a text by a tokenizer, the same when it is loaded again. */
async function wordsOf(text: string, name: string, language: string, options: JsonObject = {}) {
  const warnings: string[] = [];
  const trained = await trainPipeline(
    { language, components: [{ name, options }] },
    { examples: [], synonyms: new Map(), regexes: [], lookups: [] },
    { seed: 1, logger: { ...silentLogger, warn: (warning) => warnings.push(warning) } },
  );
  const loaded = await loadPipeline(trained.toFiles());
  const [words, again] = await Promise.all(
    [trained, loaded].map(async (pipeline) =>
      ((await pipeline.parse(text)).text_tokens ?? []).map(([start, end]) => text.slice(start, end)),
    ),
  );
  expect(again).toEqual(words);
  return { words, warnings };
}

describe("tokenizers", () => {
  it.each([
    ["JiebaTokenizer", "zh", "我们喜欢北京。", ["我们", "喜欢", "北京"]],
    ["JiebaTokenizer", "ja", "東京に行きたい", ["東京", "に", "行き", "たい"]],
    ["JiebaTokenizer", "th", "สวัสดีครับ", ["สวัสดี", "ครับ"]],
    ["JiebaTokenizer", "en", "to Berlin, please", ["to", "Berlin", "please"]],
    ["JiebaTokenizer", "no language at all", "a b", ["a", "b"]],
    ["JiebaTokenizer", "zh", "？！", ["？！"]],
    ["SpacyTokenizer", "zh", "我们喜欢北京。", ["我们", "喜欢", "北京"]],
    ["MitieTokenizer", "ja", "東京に行きたい", ["東京", "に", "行き", "たい"]],
  ])("%s knows words of '%s': %s", async (name, language, text, words) => {
    expect((await wordsOf(text, name, language)).words).toEqual(words);
  });

  it.each([
    ["Hello, world!", ["Hello", ",", "world", "!"]],
    ["(it's John's)", ["(", "it", "'s", "John", "'s", ")"]],
    ["I don't know...", ["I", "do", "n't", "know", "..."]],
    ["a well-known place", ["a", "well", "-", "known", "place"]],
    ["call me at 10:30 a.m.", ["call", "me", "at", "10:30", "a.m."]],
    ["mail me@example.org now", ["mail", "me@example.org", "now"]],
    ["see https://example.org/a?b=c", ["see", "https://example.org/a?b=c"]],
    ["$5.50, 3-4 days :-)", ["$", "5.50", ",", "3", "-", "4", "days", ":-)"]],
    ["«Köln»?", ["«", "Köln", "»", "?"]],
    ["😀 ok", ["😀", "ok"]],
    ["  ", ["  "]],
    ["!".repeat(2_000), ["!".repeat(2_000)]],
  ])("SpacyTokenizer and MitieTokenizer keep words and punctuation apart: %.40s", async (text, words) => {
    expect((await wordsOf(text, "SpacyTokenizer", "en")).words).toEqual(words);
    expect((await wordsOf(text, "MitieTokenizer", "en")).words).toEqual(words);
  });

  it("split further by a token_pattern", async () => {
    const { words } = await wordsOf("a_b", "SpacyTokenizer", "en", { token_pattern: "[^_]+" });
    expect(words).toEqual(["a", "b"]);
  });

  it("warns that Jieba's own dictionaries are not read", async () => {
    const { warnings } = await wordsOf("北京", "JiebaTokenizer", "zh", { dictionary_path: "dictionaries" });
    expect(warnings).toEqual([expect.stringContaining("dictionary_path")]);
  });
});
