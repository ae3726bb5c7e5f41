import type { JsonValue } from "../../base/index.ts";
import type { ProjectNluData } from "../project.ts";
import { nluEntryKeys, nluKinds } from "../shapes/nlu.ts";
import { isNull, type SourceReader } from "../source-reader.ts";
import { getValue, type YamlMapping, type YamlNode } from "../yaml/nodes.ts";
import { parseMarkup } from "./entity-markup.ts";
import type { ExampleLine } from "./example-lines.ts";
import { readExamples } from "./examples.ts";
import { checkIntentName } from "./intent-name.ts";
import { elementsOfFile, type LookupFiles, lookupPath } from "./lookup-table.ts";

/** NLU data of one file, in file order. */
export interface NluPart {
  readonly examples: ProjectNluData["examples"];
  readonly synonyms: readonly (readonly [string, string])[];
  readonly regexes: ProjectNluData["regexes"];
  readonly lookups: ProjectNluData["lookups"];
  readonly entries: ProjectNluData["entries"];
}

/** A file without NLU data. */
export const emptyNlu: NluPart = { examples: [], synonyms: [], regexes: [], lookups: [], entries: [] };

type Mutable<Part> = {
  readonly [Key in keyof Part]: Part[Key] extends readonly (infer Item)[] ? Item[] : never;
};

/** Reads the `nlu:` list of a file. */
export function readNlu(reader: SourceReader, node: YamlNode, files: LookupFiles): NluPart {
  const part: Mutable<NluPart> = { examples: [], synonyms: [], regexes: [], lookups: [], entries: [] };
  const [first] = node.kind === "mapping" ? node.entries : [];
  const named = first === undefined || nluEntryKeys.some((key) => key === first.key) ? undefined : first.key;
  const list = reader.sequence(
    node,
    "'nlu'",
    named === undefined ? undefined : `Write \`- intent: ${named}\`, and \`examples: |\` below it.`,
  );
  for (const item of joinSplitEntries(reader, list?.items ?? [])) {
    const hint =
      "Write `- intent: …` and `examples: |` below it; the examples themselves are indented deeper than that.";
    const entry = reader.mapping(item, "an entry of 'nlu'", hint);
    if (entry !== null) readEntry(reader, entry, { part, files });
  }
  return part;
}

/** `- intent: greet` and then `- examples: |`: the second dash is one too many. */
function joinSplitEntries(reader: SourceReader, items: readonly YamlNode[]): readonly YamlNode[] {
  const joined: YamlNode[] = [];
  for (const item of items) {
    const last = joined.at(-1);
    const isStray =
      item.kind === "mapping" && item.entries.length === 1 && getValue(item, "examples") !== undefined;
    if (!isStray || last?.kind !== "mapping" || getValue(last, "examples") !== undefined) {
      joined.push(item);
      continue;
    }
    reader.report("project/missing-key", item, "This item of 'nlu' holds examples, but no name.", {
      hint: "Remove the dash before `examples:`, so that it belongs to the entry above.",
    });
    joined.splice(-1, 1, { ...last, entries: [...last.entries, ...item.entries], end: item.end });
  }
  return joined;
}

function readEntry(
  reader: SourceReader,
  written: YamlMapping,
  { part, files }: { readonly part: Mutable<NluPart>; readonly files: LookupFiles },
): void {
  const entry = reader.checkKeys(written, nluEntryKeys, "an entry of 'nlu'");
  const kind = nluKinds.find((key) => getValue(entry, key) !== undefined);
  if (kind === undefined) {
    reader.report("project/missing-key", entry, `An entry of 'nlu' needs one of: ${nluKinds.join(", ")}.`, {
      hint: "Write `- intent: …` and `examples: |` below it.",
    });
    return;
  }
  const nameNode = getValue(entry, kind);
  const name = nameNode === undefined ? null : readName(reader, nameNode, kind);
  if (name === null || nameNode === undefined) return;
  const examples = getValue(entry, "examples");
  const path = kind === "lookup" ? lookupPath(examples, "yaml") : null;
  if (path !== null) {
    const elements = elementsOfFile(reader, examples ?? entry, { path, files });
    part.entries.push({ kind, name, size: elements.length, at: reader.at(nameNode) });
    part.lookups.push({ name, elements, at: reader.at(nameNode) });
    return;
  }
  const lines = examples === undefined || isNull(examples) ? [] : readExamples(reader, examples, kind);
  part.entries.push({ kind, name, size: lines.length, at: reader.at(nameNode) });
  if (lines.length === 0) reportEmpty(reader, entry, { kind, name });
  else addLines(reader, part, { kind, name, nameNode, lines, ...metadataOf(reader, entry) });
}

function metadataOf(reader: SourceReader, entry: YamlMapping): { readonly metadata?: JsonValue } {
  const metadata = getValue(entry, "metadata");
  return metadata === undefined || isNull(metadata) ? {} : { metadata: reader.json(metadata) };
}

function readName(reader: SourceReader, node: YamlNode, kind: string): string | null {
  const name = isNull(node) ? "" : (reader.name(node, `'${kind}'`)?.trim() ?? null);
  if (name === "") {
    reader.report("project/empty-name", node, `This ${kind} has no name, so its examples are left out.`, {
      severity: "warning",
      hint: `Write it after \`${kind}:\`.`,
    });
    return null;
  }
  if (name !== null && kind === "intent") checkIntentName(reader, node, name);
  return name;
}

interface ReadEntry {
  readonly kind: (typeof nluKinds)[number];
  readonly name: string;
  readonly nameNode: YamlNode;
  readonly lines: readonly ExampleLine[];
  readonly metadata?: JsonValue;
}

function addLines(reader: SourceReader, part: Mutable<NluPart>, entry: ReadEntry): void {
  const { kind, name, nameNode, lines, metadata } = entry;
  switch (kind) {
    case "intent":
      for (const line of lines) addExample(reader, line, { intent: name, part, metadata });
      return;
    case "synonym":
      for (const { text } of lines) part.synonyms.push([text, name]);
      return;
    case "regex":
      for (const { text, at } of lines) part.regexes.push({ name, pattern: text, at });
      return;
    case "lookup":
      part.lookups.push({ name, elements: lines.map(({ text }) => text), at: reader.at(nameNode) });
  }
}

/** Without `examples` Rasa refuses the file; with an empty block it warns. */
function reportEmpty(
  reader: SourceReader,
  entry: YamlMapping,
  { kind, name }: { readonly kind: (typeof nluKinds)[number]; readonly name: string },
): void {
  const examples = getValue(entry, "examples");
  // What holds something has been reported line by line.
  if (examples !== undefined && (examples.kind !== "scalar" || String(examples.value ?? "").trim() !== ""))
    return;
  const isAbsent = examples === undefined;
  const nameNode = getValue(entry, kind);
  reader.report(
    "project/no-examples",
    isAbsent ? entry : (nameNode ?? entry),
    `The ${kind} '${name}' has no examples here.`,
    {
      severity: isAbsent ? "error" : "warning",
      hint:
        kind === "intent"
          ? "Write `examples: |` with one `- …` line for each. An intent without examples stands in the domain alone, as those of devices do."
          : "Write `examples: |` with one `- …` line for each, or remove the entry.",
    },
  );
}

function addExample(
  reader: SourceReader,
  line: ExampleLine,
  {
    intent,
    part,
    metadata: ofIntent,
  }: {
    readonly intent: string;
    readonly part: Mutable<NluPart>;
    readonly metadata: JsonValue | undefined;
  },
): void {
  const { text, entities, marks, problems } = parseMarkup(line.text);
  for (const { code, message, hint, start, end } of problems) {
    const isText = code === "project/annotation-with-blank" || code === "project/annotation-broken";
    const severity = isText ? "warning" : "error";
    reader.report(code, line.place(start, end), message, { severity, hint });
  }
  for (const [index, entity] of entities.entries()) {
    const place = marks[index];
    if (place !== undefined) {
      const { mark, name } = place;
      reader.places.rememberParts(entity, {
        "": () => line.place(mark.start, mark.end),
        entity: () => line.place(name.start, name.end),
      });
    }
    const surface = text.slice(entity.start, entity.end);
    if (surface !== entity.value) part.synonyms.push([surface, entity.value]);
  }
  const metadata = {
    ...(ofIntent !== undefined && { intent: ofIntent }),
    ...(line.metadata !== undefined && { example: line.metadata }),
  };
  part.examples.push({
    text,
    intent,
    entities,
    at: line.at,
    ...(Object.keys(metadata).length > 0 && { metadata }),
  });
}
