import { isJsonObject, type JsonObject, type JsonValue, toText } from "../../base/index.ts";
import { nluJsonKeys } from "../shapes/nlu.ts";
import type { SourceReader } from "../source-reader.ts";
import { getValue, type YamlMapping, type YamlNode } from "../yaml/nodes.ts";
import type { MarkedEntity } from "./entity-markup.ts";
import { checkIntentName } from "./intent-name.ts";
import { elementsOfFile, type LookupFiles, lookupPath } from "./lookup-table.ts";
import type { NluPart } from "./nlu.ts";

/** Reads Rasa's JSON format: `{"rasa_nlu_data": {"common_examples": […], …}}`. JSON is YAML, so places are known. */
export function readNluJson(reader: SourceReader, root: YamlMapping, files: LookupFiles): NluPart {
  const data = reader.mapping(getValue(root, "rasa_nlu_data"), "'rasa_nlu_data'");
  if (data !== null) reader.checkKeys(data, nluJsonKeys, "'rasa_nlu_data'", "warning");
  const list = (key: string): readonly YamlNode[] =>
    (data === null ? null : reader.sequence(getValue(data, key), `'${key}'`))?.items ?? [];
  const examples = list("common_examples").flatMap((node) => readExample(reader, node));
  const regexes = list("regex_features").flatMap((node) => {
    const { name, pattern } = objectOf(reader, node, "a regex feature");
    const regex = { name, pattern };
    return isText(reader, node, regex) ? [{ ...regex, at: reader.at(node) }] : [];
  });
  const lookups = list("lookup_tables").flatMap((node) => {
    const { name, elements } = objectOf(reader, node, "a lookup table");
    const lookup = { name };
    if (!isText(reader, node, lookup)) return [];
    return [{ ...lookup, elements: readElements(reader, node, { elements, files }), at: reader.at(node) }];
  });
  return {
    examples,
    synonyms: list("entity_synonyms").flatMap((node) => readSynonyms(reader, node)),
    regexes,
    lookups,
    entries: [
      ...regexes.map(({ name, at }) => ({ kind: "regex" as const, name, size: 1, at })),
      ...lookups.map(({ name, elements, at }) => ({
        kind: "lookup" as const,
        name,
        size: elements.length,
        at,
      })),
    ],
  };
}

function objectOf(reader: SourceReader, node: YamlNode, what: string): JsonObject {
  const mapping = reader.mapping(node, what);
  const value = mapping === null ? null : reader.json(mapping);
  return isJsonObject(value) ? value : {};
}

/** Whether all of these are texts; otherwise reports the first that is none. */
function isText<Key extends string>(
  reader: SourceReader,
  node: YamlNode,
  values: { readonly [Name in Key]: JsonValue | undefined },
): values is { readonly [Name in Key]: string } {
  const wrong = Object.entries<JsonValue | undefined>(values).find(([, value]) => typeof value !== "string");
  if (wrong === undefined) return true;
  reader.report("project/missing-key", node, `'${wrong[0]}' is missing here, or no text.`, {
    hint: `Write {${Object.keys(values)
      .map((key) => `"${key}": "…"`)
      .join(", ")}}.`,
  });
  return false;
}

/** Elements of a lookup table: a list, or the name of a file with one a line. */
function readElements(
  reader: SourceReader,
  node: YamlNode,
  { elements, files }: { readonly elements: JsonValue | undefined; readonly files: LookupFiles },
): readonly string[] {
  if (Array.isArray(elements)) return elements.map(toText);
  const place = (node.kind === "mapping" ? getValue(node, "elements") : undefined) ?? node;
  const path = lookupPath(place, "json");
  if (path !== null) return elementsOfFile(reader, place, { path, files });
  reader.noteGap();
  reader.report(
    "project/lookup-file",
    place,
    "The elements of a lookup table are a list, or the name of a file.",
    {
      hint: 'Write "elements": ["…", "…"], or a path from the project\'s folder to a file with one element a line.',
    },
  );
  return [];
}

function readSynonyms(reader: SourceReader, node: YamlNode): readonly [string, string][] {
  const { value, synonyms } = objectOf(reader, node, "an entity synonym");
  const named = { value };
  if (!isText(reader, node, named) || !Array.isArray(synonyms)) return [];
  return synonyms.map((synonym) => [toText(synonym), named.value]);
}

function readExample(reader: SourceReader, node: YamlNode): NluPart["examples"][number][] {
  const { text, intent, entities, metadata } = objectOf(reader, node, "an example");
  if (typeof text !== "string") {
    reader.report("project/missing-key", node, "An example needs 'text'.", {
      hint: 'Write {"text": "…", "intent": "…"}.',
    });
    return [];
  }
  const found = (Array.isArray(entities) ? entities : []).flatMap((entity, index) =>
    readEntity(reader, entity, { text, node, index }),
  );
  const named = typeof intent === "string" ? intent.trim() : "";
  checkIntentName(reader, (node.kind === "mapping" ? getValue(node, "intent") : undefined) ?? node, named);
  return [
    {
      text,
      entities: found,
      at: reader.at(node),
      ...(named !== "" && { intent: named }),
      ...(metadata !== undefined && metadata !== null && { metadata: readMetadata(metadata) }),
    },
  ];
}

/** `{"intent": …, "example": …}`; anything else is about the example. */
function readMetadata(metadata: JsonValue): NonNullable<NluPart["examples"][number]["metadata"]> {
  const isOurs =
    isJsonObject(metadata) && Object.keys(metadata).every((key) => key === "intent" || key === "example");
  return isOurs ? { ...metadata } : { example: metadata };
}

interface Owner {
  readonly text: string;
  readonly node: YamlNode;
  readonly index: number;
}

/** Offsets in the file count code points, as Python does. */
function readEntity(reader: SourceReader, value: JsonValue, { text, node, index }: Owner): MarkedEntity[] {
  const item = itemOf(node, index);
  if (!isJsonObject(value) || typeof value["entity"] !== "string") {
    reader.report("project/annotation-without-entity", item, "This annotation names no entity.", {
      hint: 'Write {"start": 0, "end": 4, "value": "…", "entity": "…"}.',
    });
    return [];
  }
  const length = [...text].length;
  const { start: from, end: to } = value;
  const isInside = isOffset(from) && isOffset(to) && from < to && to <= length;
  if (!isInside) {
    const hint = "'start' and 'end' count characters from 0; 'end' is the first after the entity.";
    const message = `This annotation lies outside its text of ${length} characters.`;
    reader.report("project/annotation-outside-text", item, message, { severity: "warning", hint });
  }
  if (!isOffset(from) || !isOffset(to) || from >= Math.min(to, length)) return [];
  const [start, end] = [toUnits(text, from), toUnits(text, Math.min(to, length))];
  const entity: MarkedEntity = {
    start,
    end,
    entity: value["entity"],
    value: toText(value["value"] ?? text.slice(start, end)),
    ...(typeof value["role"] === "string" && { role: value["role"] }),
    ...(typeof value["group"] === "string" && { group: value["group"] }),
  };
  return [reader.remember(entity, item)];
}

/** Whether a value from outside counts characters. */
export function isOffset(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0;
}

/** The offset in UTF-16 units of an offset in code points. */
export function toUnits(text: string, points: number): number {
  let units = 0;
  for (let point = 0; point < points; point++) units += (text.codePointAt(units) ?? 0) > 0xffff ? 2 : 1;
  return units;
}

function itemOf(node: YamlNode, index: number): YamlNode {
  const list = node.kind === "mapping" ? getValue(node, "entities") : undefined;
  return (list?.kind === "sequence" ? list.items[index] : undefined) ?? node;
}
