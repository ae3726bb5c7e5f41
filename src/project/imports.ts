import { stat } from "node:fs/promises";
import { dirname, isAbsolute, relative, resolve, sep } from "node:path";
import { didYouMean } from "../base/index.ts";
import { holdsData, isConfiguration } from "./data-files.ts";
import type { OpenFile } from "./open-file.ts";
import type { OpenedFiles, SourceCollector } from "./source-collector.ts";
import { isNull } from "./source-reader.ts";
import { getValue, type YamlNode } from "./yaml/nodes.ts";

const FILE_IMPORTER = "RasaFileImporter";
const PROJECT_IMPORTER = "MultiProjectImporter";

/**
 * Opens what `imports` of the configuration names when MultiProjectImporter is among the `importers`: folders with
 * domains and data of other projects. Configurations found there may import more, from their own folder on; each file
 * counts once (rasa/shared/importers/multi_project.py 3.6). What cannot be imported is reported.
 */
export async function openImports(
  collector: SourceCollector,
  config: OpenFile,
  opened: readonly OpenedFiles[],
): Promise<readonly OpenedFiles[]> {
  const importers = readImporters(config);
  const unknown = importers.includes(null) ? [UNKNOWN] : [];
  const imports = getValue(config.root, "imports");
  if (imports === undefined || isNull(imports)) return unknown;
  // Of one that tsbot does not have nobody knows what it does with them.
  if (unknown.length > 0 && !importers.includes(PROJECT_IMPORTER)) return unknown;
  if (!importers.includes(PROJECT_IMPORTER)) {
    config.reader.report("project/imports-without-importer", imports, "'imports' has no effect here.", {
      severity: "warning",
      hint: `Write \`importers:\` with \`- name: ${PROJECT_IMPORTER}\`, or remove 'imports'.`,
    });
    return [];
  }
  return [...unknown, ...(await followImports(collector, config, opened))];
}

/** Stands for data that nobody read: what others name may be defined there. */
const UNKNOWN: OpenedFiles = { files: [], lists: [], isIncomplete: true };

/** Whether the configuration imports other projects, which then may bring all of the domain and data. */
export function importsProjects({ root }: OpenFile): boolean {
  const [importers, imports] = [getValue(root, "importers"), getValue(root, "imports")];
  if (importers?.kind !== "sequence" || imports?.kind !== "sequence") return false;
  return importers.items.some((item) => {
    const name = item.kind === "mapping" ? getValue(item, "name") : item;
    return name?.kind === "scalar" && String(name.value).endsWith(PROJECT_IMPORTER);
  });
}

async function followImports(
  collector: SourceCollector,
  config: OpenFile,
  before: readonly OpenedFiles[],
): Promise<readonly OpenedFiles[]> {
  const opened: OpenedFiles[] = [];
  const imported = new Set<string>();
  const configs = [config];
  for (const one of configs) {
    for (const path of await importedPaths(collector, one)) {
      if (path === null) opened.push(UNKNOWN);
      if (path === null || imported.has(path)) continue;
      imported.add(path);
      opened.push(await openImport(collector, path));
      // One may have been opened as part of a data folder before.
      const found = [...before, ...opened].flatMap(({ files }) => files);
      configs.push(...found.filter((file) => isNested(file, path) && !configs.includes(file)));
    }
  }
  return opened;
}

/** Sub-projects have endpoints and much else besides. */
async function openImport(collector: SourceCollector, path: string): Promise<OpenedFiles> {
  const { files, ...rest } = await collector.open(path, { what: "import" });
  return { ...rest, files: files.filter((file) => holdsData(file) || isConfiguration(file)) };
}

function isNested(file: OpenFile, path: string): boolean {
  return isConfiguration(file) && isBelow(file.name, path);
}

function isBelow(name: string, path: string): boolean {
  return name === path || name.startsWith(`${path}/`);
}

/** The paths that a configuration imports, from the project's folder on; null and a report for those that cannot be. */
async function importedPaths(
  { directory }: SourceCollector,
  { name, reader, root }: OpenFile,
): Promise<readonly (string | null)[]> {
  const list = reader.sequence(getValue(root, "imports"), "'imports'", "Write `- path/to/project` for each.");
  const paths: (string | null)[] = [];
  for (const item of list?.items ?? []) {
    const written = reader.text(item, "an import");
    if (written === null) continue;
    const absolute = resolve(directory, dirname(name), written);
    const path = relative(directory, absolute).split(sep).join("/");
    const problem = await explainImport(directory, absolute);
    paths.push(problem === null ? path : null);
    if (problem === null) continue;
    reader.report("project/import-missing", item, `'${written}' cannot be imported: ${problem}.`, {
      hint: "Paths count from the folder of this file: `- ../greetings`.",
    });
  }
  return paths;
}

async function explainImport(directory: string, absolute: string): Promise<string | null> {
  const rest = relative(absolute, directory);
  // A folder above would be read whole, whatever lies in it.
  if (rest.split(sep)[0] !== ".." && !isAbsolute(rest)) return "the project lies in it";
  return (await stat(absolute).catch(() => null)) === null ? "it is not there" : null;
}

/** The names below `importers`; null and a report for those that tsbot does not have. */
function readImporters({ reader, root }: OpenFile): readonly (string | null)[] {
  const list = reader.sequence(
    getValue(root, "importers"),
    "'importers'",
    `Write \`- name: ${PROJECT_IMPORTER}\` below it.`,
  );
  return (list?.items ?? []).flatMap((item) => {
    const node: YamlNode | undefined = item.kind === "mapping" ? getValue(item, "name") : item;
    const written = reader.text(node ?? item, "an importer's name");
    if (written === null) return [null];
    const name = written.replace(/^rasa\..*\./, "");
    if (name === FILE_IMPORTER || name === PROJECT_IMPORTER) return [name];
    const known = didYouMean(name, [FILE_IMPORTER, PROJECT_IMPORTER]);
    reader.report("project/unknown-importer", node ?? item, `tsbot does not have the importer '${name}'.`, {
      hint: `${known} Importers in Python cannot run here: write the data into files below data/, or take ${PROJECT_IMPORTER} with \`imports\`.`.trim(),
    });
    return [null];
  });
}
