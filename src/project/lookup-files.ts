import { realpath } from "node:fs/promises";
import { isAbsolute, relative, resolve, sep } from "node:path";
import type { OpenFile } from "./open-file.ts";
import { type LookupFiles, lookupPath } from "./readers/lookup-table.ts";
import type { SourceCollector } from "./source-collector.ts";
import { getValue, type YamlMapping, type YamlNode } from "./yaml/nodes.ts";

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
