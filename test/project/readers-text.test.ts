import { expect, it } from "vitest";
import { readProject } from "../../src/project/index.ts";
import { withFiles } from "./files.ts";

/** What `String` fails on: an object whose `toString` is data. */
const OBJECT = '{ "toString": 1 }';

it("reads objects where a text belongs, whatever their keys are", async () => {
  const files = {
    "domain.yml": `version: "3.1"
entities: [kind]
slots:
  kind: { type: categorical, values: [a], initial_value: ${OBJECT}, mappings: [{ type: custom }] }
responses:
  utter_a: [{ text: A, id: ${OBJECT} }]
`,
    "config.yml": `pipeline: [{ name: DucklingEntityExtractor, dimensions: [${OBJECT}] }]\n`,
    "data/nlu.yml": `nlu:
  - intent: a
    examples: |
      - [b]{"entity": "kind", "value": {"toString": 1}, "role": {"toString": 1}}
`.replace('{"toString": 1}, "role": {"toString": 1}}', '[{"toString": 1}], "role": [{"toString": 1}]}'),
    "data/more.json": JSON.stringify({
      rasa_nlu_data: {
        common_examples: [
          {
            text: "c",
            intent: "a",
            entities: [{ start: 0, end: 1, entity: "kind", value: { toString: 1 } }],
          },
        ],
        entity_synonyms: [{ value: { toString: 1 }, synonyms: [{ toString: 1 }] }],
        lookup_tables: [{ name: "kind", elements: [{ toString: 1 }] }],
      },
    }),
  };
  await withFiles(files, async (directory) => {
    const project = await readProject({ directory, data: ["data"] }, {});
    expect(project.nlu.lookups.map(({ elements }) => elements)).toContainEqual(['{"toString":1}']);
  });
});
