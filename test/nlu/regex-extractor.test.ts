import { describe, expect, it } from "vitest";
import { silentLogger } from "../../src/base/index.ts";
import { loadPipeline, type NluTrainingData, trainPipeline } from "../../src/nlu/index.ts";

const components = [
  { name: "WhitespaceTokenizer", options: {} },
  { name: "RegexEntityExtractor", options: {} },
];

const example = {
  text: "a rose",
  intent: "buy",
  entities: [{ start: 2, end: 6, entity: "flower", value: "rose" }],
};

async function extract(data: Partial<NluTrainingData>, text: string): Promise<readonly string[]> {
  const all = { examples: [example], synonyms: new Map<string, string>(), regexes: [], lookups: [], ...data };
  const configuration = { language: "en", components };
  const trained = await trainPipeline(configuration, all, { seed: 1, logger: silentLogger });
  const pipeline = await loadPipeline(trained.toFiles());
  const { entities } = await pipeline.parse(text);
  return entities.map(({ value }) => String(value));
}

describe("RegexEntityExtractor", () => {
  it("finds the texts of a table of 200,000", async () => {
    const elements = Array.from({ length: 200_000 }, (_, index) => `${index} Rose`);
    expect(await extract({ lookups: [{ name: "flower", elements }] }, "one 199999 rose please")).toEqual([
      "199999 rose",
    ]);
  });

  it.each([
    ["named groups", "(?P<kind>ro)se", ["rose"]],
    ["flags", "(?i)ROSE", ["rose"]],
    ["letters with accents", "\\bœillet\\b", ["Œillet"]],
  ])("reads %s as Python does", async (_, pattern, expected) => {
    expect(await extract({ regexes: [{ name: "flower", pattern }] }, "one rose, one Œillet")).toEqual(
      expected,
    );
  });

  it("answers when a pattern would be tried in more ways than there is time for", async () => {
    const regexes = [{ name: "flower", pattern: "(r+)+$" }];
    expect(await extract({ regexes }, `${"r".repeat(3_000)}!`)).toEqual([]);
  });
});
