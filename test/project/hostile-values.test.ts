import { describe, expect, it } from "vitest";
import { readNluFiles } from "../../src/project/index.ts";
import { edit, type Files, read, validate, withFiles } from "./files.ts";

/** What `String` fails on. */
const BROKEN = '{"toString": 1, "valueOf": 1}';

describe("objects where a text belongs, whose toString is data", () => {
  it.each<[string, Files]>([
    ["an annotation", edit("data/nlu.yml", "(flower) please", `[{"entity": "flower", "value": ${BROKEN}}]`)],
    [
      "an annotation's role",
      edit("data/nlu.yml", "(flower) please", `[{"entity": "flower", "role": ${BROKEN}}]`),
    ],
    ["a response's id", edit("domain.yml", '- text: "Hello!"', `- text: "Hello!"\n      id: ${BROKEN}`)],
    [
      "a categorical slot",
      edit("domain.yml", "type: text", `type: categorical\n    values: [a, b]\n    initial_value: ${BROKEN}`),
    ],
    [
      "a bool slot of a story",
      {
        ...edit("domain.yml", "type: text", "type: bool"),
        "data/stories.yml": `stories:\n- story: s\n  steps:\n  - intent: greet\n  - slot_was_set:\n    - flower: ${BROKEN}\n  - action: utter_greet\n`,
      },
    ],
    [
      "Rasa's JSON",
      {
        "data/nlu.json": `{"rasa_nlu_data": {
          "common_examples": [{"text": "a rose", "intent": "buy", "entities": [{"start": 2, "end": 6, "entity": "flower", "value": ${BROKEN}}]}],
          "lookup_tables": [{"name": "flower", "elements": [${BROKEN}]}],
          "entity_synonyms": [{"value": "rose", "synonyms": [${BROKEN}]}]}}`,
      },
    ],
    [
      "dimensions",
      edit(
        "config.yml",
        "- name: DIETClassifier",
        `- name: DIETClassifier\n  - name: SpacyEntityExtractor\n    dimensions: [${BROKEN}]`,
      ),
    ],
  ])("are no obstacle: %s", async (_, files) => {
    expect(validate(await read(files))).toBeInstanceOf(Array);
  });

  it.each([
    [
      "LUIS",
      "luis.json",
      `{"luis_schema_version": "7.0.0", "utterances": [{"text": "a rose", "intent": "buy", "entities": [{"entity": ${BROKEN}, "startPos": 2, "endPos": 5}]}]}`,
    ],
    [
      "Dialogflow",
      "place.json",
      `{"name": "place", "isEnum": true, "entries": [{"value": "Rome", "synonyms": [${BROKEN}]}]}`,
    ],
  ])("are no obstacle in an export of %s", async (_, name, text) => {
    const { nlu } = await withFiles({ [name]: text }, (directory) =>
      readNluFiles({ directory, data: [name], language: "en" }),
    );
    expect(nlu.examples.flatMap(({ entities }) => entities)).toEqual([]);
  });
});
