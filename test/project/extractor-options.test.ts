import { describe, expect, it } from "vitest";
import { DIMENSIONS } from "../../src/nlu/extractors/duckling/dimensions.ts";
import { ALL_NAME_DIMENSIONS } from "../../src/nlu/extractors/names.ts";
import { QUANTITY_DIMENSIONS } from "../../src/nlu/extractors/quantities.ts";
import { ducklingDimensions, spacyDimensions } from "../../src/project/shapes/dimensions.ts";
import { edit, line, read, validate } from "./files.ts";

/** What is found in a pipeline with one more component, and its hint. */
async function findings(component: string): Promise<readonly string[]> {
  const found = validate(
    await read(edit("config.yml", "DIETClassifier", `DIETClassifier\n  - name: ${component}`)),
  );
  return found.map((one) => `${line(one)}: ${one.hint ?? ""}`);
}

describe("options of extractors", () => {
  it.each(["DucklingEntityExtractor", "DucklingHTTPExtractor"])("lets %s have all it has", async (name) => {
    const options = [
      "url: http://localhost:8000",
      "dimensions: [time, number, amount-of-money]",
      "locale: en_GB",
      "timezone: Europe/Berlin",
      "timeout: 2.5",
    ];
    expect(await findings([name, ...options].join("\n    "))).toEqual([]);
    expect(await findings(name)).toEqual([]);
  });

  it.each([
    ["dimensions: [tiem]", "warning project/unknown-dimension", "Did you mean 'time'?"],
    ["timezone: Europe/Berln", "error project/bad-extractor-option", "Did you mean 'Europe/Berlin'?"],
    ["url: localhost:8000", "error project/bad-extractor-option", "such as http://localhost:8000"],
    ["timeout: soon", "error project/unusable-option", "Correct the value"],
    ["timezon: UTC", "warning project/unknown-option", "Did you mean 'timezone'?"],
  ])("says what is wrong with '%s'", async (option, code, hint) => {
    const [found, ...others] = await findings(`DucklingEntityExtractor\n    ${option}`);
    expect(others).toEqual([]);
    expect(found).toContain(code);
    expect(found).toContain(hint);
  });

  it("says what SpacyEntityExtractor does not find", async () => {
    const found = await findings(
      "SpacyNLP\n  - name: SpacyEntityExtractor\n    dimensions: [PERSON, PESRON]",
    );
    expect(found).toMatchObject([expect.stringContaining("Did you mean 'PERSON'?")]);
  });

  it("knows the dimensions that are found", () => {
    expect(ducklingDimensions).toEqual(DIMENSIONS);
    expect(spacyDimensions.toSorted()).toEqual([...ALL_NAME_DIMENSIONS, ...QUANTITY_DIMENSIONS].toSorted());
  });
});
