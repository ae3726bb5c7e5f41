import { realpath } from "node:fs/promises";
import { isAbsolute, relative, resolve, sep } from "node:path";
import type { OpenFile } from "./open-file.ts";
import type { SourceCollector } from "./source-collector.ts";
import type { SourceReader } from "./source-reader.ts";
import { getValue, type YamlMapping, type YamlNode } from "./yaml/nodes.ts";

/** What the files that lookup tables name hold, by their names; a text says why one cannot be read. */
export type LookupFiles = ReadonlyMap<string, readonly string[] | string>;

/**
 * Reads the files that lookup tables name: a path from the project's folder, one element a line. Only files inside the
 * project are opened: data that somebody pasted must not read others.
 */
export async function readLookupFiles(
  collector: SourceCollector,
  files: readonly OpenFile[],
): Promise<LookupFiles> {
  const read = new Map<string, readonly string[] | string>();
  for (const name of new Set(files.flatMap(lookupPaths))) read.set(name, await readLookup(collector, name));
  return read;
}

/** The file that a lookup table names in place of its elements: in Rasa's JSON any text, in YAML the name of a file alone. */
export function lookupPath(elements: YamlNode | undefined, format: "json" | "yaml"): string | null {
  if (elements?.kind !== "scalar" || typeof elements.value !== "string") return null;
  const isName = elements.style !== "literal" && FILE_NAME.test(elements.value);
  return format === "json" || isName ? elements.value : null;
}

const FILE_NAME = /^(?!-)\S[^\n]*\.[a-z]{2,5}$/i;

function lookupPaths({ root }: OpenFile): readonly string[] {
  const data = getValue(root, "rasa_nlu_data");
  const inJson = data?.kind === "mapping" ? tablesOf(getValue(data, "lookup_tables")) : [];
  const inYaml = tablesOf(getValue(root, "nlu")).filter((entry) => getValue(entry, "lookup") !== undefined);
  return [
    ...inJson.map((table) => lookupPath(getValue(table, "elements"), "json")),
    ...inYaml.map((entry) => lookupPath(getValue(entry, "examples"), "yaml")),
  ].filter((path) => path !== null);
}

function tablesOf(list: YamlNode | undefined): readonly YamlMapping[] {
  return (list?.kind === "sequence" ? list.items : []).filter((item) => item.kind === "mapping");
}

async function readLookup(collector: SourceCollector, name: string): Promise<readonly string[] | string> {
  const real = await realpath(resolve(collector.directory, name)).catch(() => null);
  if (real === null) return "it is not there";
  const inside = relative(await realpath(collector.directory), real);
  if (inside.split(sep)[0] === ".." || isAbsolute(inside)) return "it lies outside of the project";
  const text = await collector.readText(name);
  if (text === null) return "it is no file that can be read";
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

/** The elements of the file that a lookup table names; none, and a report, where it cannot be read. */
export function elementsOfFile(
  reader: SourceReader,
  place: YamlNode,
  { path, files }: { readonly path: string; readonly files: LookupFiles },
): readonly string[] {
  const read = files.get(path) ?? "it is not there";
  if (typeof read !== "string") return read;
  reader.noteGap();
  reader.report(
    "project/lookup-file",
    place,
    `The file '${path}' of this lookup table cannot be read: ${read}.`,
    {
      hint: "Write a path from the project's folder to a file inside of it, with one element a line, or the elements themselves.",
    },
  );
  return [];
}
