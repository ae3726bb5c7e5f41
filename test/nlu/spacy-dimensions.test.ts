import { describe, expect, it } from "vitest";
import { spacyEntityExtractor } from "../../src/nlu/extractors/spacy.ts";
import { createMessage } from "../../src/nlu/message.ts";
import { completeSurroundings } from "../../src/nlu/surroundings.ts";

async function find(text: string, dimensions?: readonly string[]): Promise<readonly string[]> {
  const component = spacyEntityExtractor.load(
    { json: { words: [] }, arrays: {} },
    dimensions === undefined ? {} : { dimensions: [...dimensions] },
    {
      language: "en",
      tokenize: () => [],
      featureName: "SpacyEntityExtractor",
      surroundings: completeSurroundings(),
    },
  );
  const message = createMessage(text, { referenceTime: Date.UTC(2026, 0, 1), timeZone: "UTC" });
  await component.process(message);
  return message.entities.map(({ entity, value, start = 0, end = 0, extractor }) => {
    expect(text.slice(start, end)).toBe(value);
    expect(extractor).toBe("SpacyEntityExtractor");
    return `${entity}: ${value}`;
  });
}

describe("SpacyEntityExtractor", () => {
  it.each([
    ["DATE", "see you tomorrow", "DATE: tomorrow"],
    ["DATE", "for 3 days", "DATE: 3 days"],
    ["TIME", "wake me at 9am", "TIME: at 9am"],
    ["TIME", "wait 5 minutes", "TIME: 5 minutes"],
    ["MONEY", "it costs $10", "MONEY: $10"],
    ["PERCENT", "10 % of it", "PERCENT: 10 %"],
    ["CARDINAL", "three apples", "CARDINAL: three"],
    ["ORDINAL", "the second door", "ORDINAL: second"],
    ["LOC", "I live in Berlin", "LOC: Berlin"],
    ["GPE", "I live in Berlin", "GPE: Berlin"],
  ])("finds a %s in '%s'", async (dimension, text, expected) => {
    expect(await find(text, [dimension])).toEqual([expected]);
  });

  it("finds a number nowhere but where it is one", async () => {
    expect(await find("10 % at 9am for $5 on the 3rd", ["CARDINAL"])).toEqual([]);
  });

  it("finds names alone unless dimensions are given, and nothing for those that are none", async () => {
    expect(await find("tell Paul to come at 9am")).toEqual(["PERSON: Paul"]);
    expect(await find("tell Paul to come at 9am", ["NORP", "PESRON"])).toEqual([]);
  });
});
