import { resolve } from "node:path";
import { type JsonValue, jsonEquals, type SourcePosition } from "../base/index.ts";
import { readNluParts } from "./data-files.ts";
import { foreignFormat } from "./foreign/index.ts";
import { readLookupFiles } from "./lookup-files.ts";
import { mergeNlu } from "./merge-nlu.ts";
import type { OpenFile } from "./open-file.ts";
import type { Diagnostic, Project, ProjectNluData } from "./project.ts";
import { createSourceCollector, type OpenedFiles } from "./source-collector.ts";
import { findVariables } from "./yaml/find-variables.ts";
import { hasComments } from "./yaml/has-comments.ts";
import { getValue } from "./yaml/nodes.ts";

/** Where NLU data are read from. */
export interface NluPaths {
  /** Paths of files and folders count from here. */
  readonly directory: string;
  readonly data: readonly string[];
  /** Which language of an export that holds several. */
  readonly language: string;
}

/** The NLU data of some files, without the rest of a project. */
export interface NluFiles {
  readonly nlu: ProjectNluData;
  /** `responses:` of the same files, as they are written there. */
  readonly responses: ReadonlyMap<string, JsonValue>;
  /** Texts outside quotes that hold an environment variable. */
  readonly variables: ReadonlySet<string>;
  readonly diagnostics: readonly Diagnostic[];
  /** Every file that was opened. */
  readonly files: Project["files"];
  /** Those that hold NLU data or responses. */
  readonly sources: readonly string[];
  /** Files whose comments a conversion does not carry over. */
  readonly commented: readonly string[];
  /** Whether every file with data is in Rasa's JSON format. */
  readonly isJson: boolean;
}

/**
 * Reads files and folders of NLU data, of Rasa or another tool, to write them again; what else they hold is passed over.
 * Environment variables stay as they are written.
 */
export async function readNluFiles(paths: NluPaths): Promise<NluFiles> {
  const collector = createSourceCollector(resolve(paths.directory), null);
  const opened: OpenedFiles[] = [];
  for (const path of paths.data) {
    opened.push(
      await collector.open(path, { what: "training data", hint: "Name the file or folder of NLU data." }),
    );
  }
  const all = opened.flatMap((one) => one.files);
  const lookups = await readLookupFiles(collector, all);
  const merged = mergeNlu(readNluParts(opened, { language: paths.language, lookups }));
  const files = all.filter(hasNlu);
  const responses = readResponses(files);
  return {
    nlu: merged.data,
    responses: responses.responses,
    variables: new Set(files.flatMap(({ root }) => [...findVariables(root)])),
    diagnostics: [...collector.diagnostics(), ...merged.diagnostics, ...responses.diagnostics],
    files: collector.files(),
    sources: files.map(({ name }) => name),
    commented: files.filter(({ reader }) => hasComments(reader.document)).map(({ name }) => name),
    isJson: files.length > 0 && files.every(({ root }) => getValue(root, "rasa_nlu_data") !== undefined),
  };
}

function hasNlu({ name, root }: OpenFile): boolean {
  const format = foreignFormat(name, root);
  if (format !== null) return format !== "dialogflow-settings";
  return ["nlu", "rasa_nlu_data", "responses"].some((key) => getValue(root, key) !== undefined);
}

/** Of a response that several files define, the first counts, as everywhere. */
function readResponses(files: readonly OpenFile[]): {
  readonly responses: ReadonlyMap<string, JsonValue>;
  readonly diagnostics: readonly Diagnostic[];
} {
  const responses = new Map<string, { readonly value: JsonValue; readonly at: SourcePosition }>();
  const diagnostics: Diagnostic[] = [];
  for (const { name, reader, root } of files) {
    const node = getValue(root, "responses");
    if (node?.kind !== "mapping" || foreignFormat(name, root) !== null) continue;
    for (const { key, keyNode, value } of node.entries) {
      const [written, at] = [reader.json(value), reader.at(keyNode)];
      const first = responses.get(key);
      if (first === undefined) responses.set(key, { value: written, at });
      else if (!jsonEquals(first.value, written)) diagnostics.push(definedTwice(key, at, first.at));
    }
  }
  const values = new Map([...responses].map(([key, { value }]) => [key, value]));
  return { responses: values, diagnostics };
}

function definedTwice(name: string, at: SourcePosition, first: SourcePosition): Diagnostic {
  return {
    code: "project/defined-twice",
    severity: "error",
    message: `The response '${name}' is defined twice, and only one of them could be written.`,
    at,
    hint: "Remove one of them, or give it another name.",
    related: [{ message: "It is defined here first.", at: first }],
  };
}
