import type { SourcePosition } from "../../base/index.ts";
import type { ProjectNluData } from "../project.ts";
import { isNull, type SourceReader } from "../source-reader.ts";
import { getValue, type YamlMapping, type YamlNode } from "../yaml/nodes.ts";
import { parseMarkup } from "./entity-markup.ts";
import { type ExampleLine, readExampleLines } from "./example-lines.ts";

/** NLU data of one file, in file order. */
export interface NluPart {
  readonly examples: ProjectNluData["examples"];
  readonly synonyms: readonly (readonly [string, string])[];
  readonly regexes: ProjectNluData["regexes"];
  readonly lookups: ProjectNluData["lookups"];
}

const ENTRY_KEYS = ["intent", "synonym", "regex", "lookup", "examples", "metadata"];

/** Reads the `nlu:` list of a file. */
export function readNlu(reader: SourceReader, node: YamlNode): NluPart {
  const part = {
    examples: [] as MutableExamples,
    synonyms: [] as [string, string][],
    regexes: [] as MutableRegexes,
    lookups: [] as MutableLookups,
  };
  for (const item of reader.sequence(node, "'nlu'")?.items ?? []) {
    const entry = reader.mapping(item, "an entry of 'nlu'");
    if (entry !== null) readEntry(reader, entry, part);
  }
  return part;
}

type MutableExamples = ProjectNluData["examples"][number][];
type MutableRegexes = ProjectNluData["regexes"][number][];
type MutableLookups = ProjectNluData["lookups"][number][];

interface MutablePart {
  readonly examples: MutableExamples;
  readonly synonyms: [string, string][];
  readonly regexes: MutableRegexes;
  readonly lookups: MutableLookups;
}

function readEntry(reader: SourceReader, entry: YamlMapping, part: MutablePart): void {
  reader.checkKeys(entry, ENTRY_KEYS, "an entry of 'nlu'");
  const kind = ["intent", "synonym", "regex", "lookup"].find((key) => getValue(entry, key) !== undefined);
  if (kind === undefined) {
    reader.report(
      "project/missing-key",
      entry,
      "An entry of 'nlu' needs 'intent', 'synonym', 'regex' or 'lookup'.",
    );
    return;
  }
  const nameNode = getValue(entry, kind);
  const name = reader.text(nameNode, `'${kind}'`);
  const examples = getValue(entry, "examples");
  if (name === null || nameNode === undefined) return;
  if (examples === undefined || isNull(examples)) {
    reader.report("project/no-examples", nameNode, `The ${kind} '${name}' has no examples.`, {
      severity: "warning",
      hint: "Write `examples: |` with one `- …` line for each.",
    });
    return;
  }
  const lines = readExamples(reader, examples, kind);
  if (kind === "intent") for (const line of lines) addExample(reader, line, { intent: name, part });
  else if (kind === "synonym") for (const { text } of lines) part.synonyms.push([text, name]);
  else if (kind === "regex") for (const { text, at } of lines) part.regexes.push({ name, pattern: text, at });
  else part.lookups.push({ name, elements: lines.map(({ text }) => text), at: reader.at(nameNode) });
}

/** A block of `- text` lines, or a list of `text:` items (with metadata). */
function readExamples(reader: SourceReader, node: YamlNode, kind: string): readonly ExampleLine[] {
  if (node.kind === "scalar") return readExampleLines(reader, node);
  const lines: ExampleLine[] = [];
  for (const item of reader.sequence(node, "'examples'")?.items ?? []) {
    if (item.kind !== "mapping") {
      reader.report(
        "project/wrong-type",
        item,
        `'examples' of the ${kind} is a block of lines or a list of 'text:' items.`,
        {
          hint: "Write `examples: |` before the lines; or `- text: …` for each item.",
        },
      );
      continue;
    }
    reader.checkKeys(item, ["text", "metadata"], "an example");
    const textNode = getValue(item, "text");
    const text = reader.text(textNode, "'text' of an example");
    if (text === null || textNode === undefined) continue;
    for (const line of text.split("\n")) {
      const trimmed = line.trim().replace(/^-\s*/, "");
      if (trimmed !== "")
        lines.push({ text: trimmed, at: reader.at(textNode), place: () => reader.at(textNode) });
    }
  }
  return lines;
}

function addExample(
  reader: SourceReader,
  line: ExampleLine,
  { intent, part }: { readonly intent: string; readonly part: MutablePart },
): void {
  const { text, entities, problems } = parseMarkup(line.text);
  for (const { code, message, start, end } of problems) reader.report(code, line.place(start, end), message);
  for (const { start, end, value } of entities) {
    const surface = text.slice(start, end);
    if (surface !== value) part.synonyms.push([surface, value]);
  }
  part.examples.push({ text, intent, entities, at: line.at as SourcePosition });
}
