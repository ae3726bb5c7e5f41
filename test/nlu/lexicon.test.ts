import { describe, expect, it } from "vitest";
import { lexiconOf } from "../../src/nlu/lexicon/index.ts";

describe("the lexicon", () => {
  it("knows words of English by what they are, in whatever way the language is written", () => {
    const tables = new Map(lexiconOf("en").map(({ name, elements }) => [name, elements]));
    expect(tables.get("English City")).toContain("lagos");
    expect(tables.get("English FemaleName")).toContain("ruth");
    expect(tables.get("English Country")).toContain("south africa");
    for (const language of ["en-GB", "EN", "en_US"]) expect(lexiconOf(language)).toHaveLength(tables.size);
  });

  it.each(["de", "enm", "", "zh"])("knows nothing of '%s'", (language) => {
    expect(lexiconOf(language)).toEqual([]);
  });
});
