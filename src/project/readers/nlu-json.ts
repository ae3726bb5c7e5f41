import { isJsonObject, type JsonObject, type JsonValue } from "../../base/index.ts";
import type { SourceReader } from "../source-reader.ts";
import { getValue, type YamlMapping, type YamlNode } from "../yaml/nodes.ts";
import type { MarkedEntity } from "./entity-markup.ts";
import type { NluPart } from "./nlu.ts";

/** Reads Rasa's JSON format: `{"rasa_nlu_data": {"common_examples": […], …}}`. JSON is YAML, so places are known. */
export function readNluJson(reader: SourceReader, root: YamlMapping): NluPart {
  const data = reader.mapping(getValue(root, "rasa_nlu_data"), "'rasa_nlu_data'");
  const list = (key: string): readonly YamlNode[] =>
    (data === null ? null : reader.sequence(getValue(data, key), `'${key}'`))?.items ?? [];
  const examples = list("common_examples").flatMap((node) => readExample(reader, node));
  const written = list("entity_synonyms").flatMap((node): [string, string][] => {
    const { value, synonyms } = objectOf(reader, node);
    return Array.isArray(synonyms) ? synonyms.map((synonym) => [String(synonym), String(value)]) : [];
  });
  const marked = examples.flatMap(({ text, entities }) =>
    entities
      .filter(({ start, end, value }) => text.slice(start, end) !== value)
      .map(({ start, end, value }): [string, string] => [text.slice(start, end), value]),
  );
  return {
    examples,
    synonyms: [...written, ...marked],
    regexes: list("regex_features").map((node) => {
      const { name, pattern } = objectOf(reader, node);
      return { name: String(name), pattern: String(pattern), at: reader.at(node) };
    }),
    lookups: list("lookup_tables").flatMap((node) => {
      const { name, elements } = objectOf(reader, node);
      return Array.isArray(elements)
        ? [{ name: String(name), elements: elements.map(String), at: reader.at(node) }]
        : [];
    }),
  };
}

function objectOf(reader: SourceReader, node: YamlNode): JsonObject {
  const value = reader.json(node);
  return isJsonObject(value) ? value : {};
}

function readExample(reader: SourceReader, node: YamlNode): NluPart["examples"][number][] {
  const { text, intent, entities } = objectOf(reader, node);
  if (typeof text !== "string") {
    reader.report("project/missing-key", node, "An example needs 'text'.");
    return [];
  }
  const marked = (Array.isArray(entities) ? entities : []).flatMap((entity) => readEntity(entity, text));
  return [
    {
      text,
      entities: marked,
      at: reader.at(node),
      ...(typeof intent === "string" && intent !== "" && { intent }),
    },
  ];
}

/** Offsets in the file count code points, as Python does. */
function readEntity(value: JsonValue, text: string): MarkedEntity[] {
  if (!isJsonObject(value) || typeof value["entity"] !== "string") return [];
  const points = [...text];
  const unit = (point: JsonValue | undefined): number =>
    points.slice(0, typeof point === "number" ? point : 0).join("").length;
  const start = unit(value["start"]);
  const end = unit(value["end"]);
  return [
    {
      start,
      end,
      entity: value["entity"],
      value: String(value["value"] ?? text.slice(start, end)),
      ...(typeof value["role"] === "string" && { role: value["role"] }),
      ...(typeof value["group"] === "string" && { group: value["group"] }),
    },
  ];
}
