import { describe, expect, it } from "vitest";
import { edit, type Files, read, validate } from "./files.ts";

function jsonData(data: object): Files {
  return { "data/more.json": JSON.stringify({ rasa_nlu_data: data }) };
}

const slot = "  flower:\n    type: categorical\n    values: [rose]\n    initial_value: {a: 1}\n";

/** Objects of YAML files have no prototype, so making texts of them is not as harmless as it looks. */
describe("a list or keys where a text belongs", () => {
  const places: readonly (readonly [string, Files])[] = [
    ["a response's id", edit("domain.yml", '"Hello!"\n', '"Hello!"\n      id: [{a: 1}]\n')],
    ["a categorical slot's first value", edit("domain.yml", "  flower:\n    type: text\n", slot)],
    [
      "an annotation's value in JSON",
      jsonData({
        common_examples: [
          {
            text: "a rose",
            intent: "buy",
            entities: [{ start: 2, end: 6, entity: "flower", value: { a: 1 } }],
          },
        ],
      }),
    ],
    ["a synonym in JSON", jsonData({ entity_synonyms: [{ value: "rose", synonyms: [{ a: 1 }, "roses"] }] })],
    ["a lookup table's element in JSON", jsonData({ lookup_tables: [{ name: "x", elements: [{ a: 1 }] }] })],
    [
      "a dimension",
      edit("config.yml", "policies:", "  - name: SpacyEntityExtractor\n    dimensions: [{a: 1}]\npolicies:"),
    ],
  ];

  it.each(places)("does not stop the reading: %s", async (_place, files) => {
    const project = await read(files);
    expect([...project.domain.intents.keys()]).toEqual(expect.arrayContaining(["greet", "buy"]));
    expect(() => validate(project)).not.toThrow();
  });
});
