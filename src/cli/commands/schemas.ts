import { readFile } from "node:fs/promises";
import { relative, resolve, sep } from "node:path";
import { findNonFolder, TsbotError } from "../../base/index.ts";
import { projectSchemas } from "../../project/index.ts";
import type { CommandContext } from "../command.ts";
import { type NewFile, writeNewFiles } from "../new-files.ts";
import { SCHEMA_FOLDER, schemaFiles, schemaLine } from "../schema-files.ts";
import { count, list } from "../words.ts";

export interface SchemasOptions {
  readonly out?: string;
  readonly force?: true;
}

/** `tsbot schemas` */
export async function runSchemas(context: CommandContext<SchemasOptions>): Promise<number> {
  const { output, options, directory } = context;
  const folder = resolve(directory, options.out ?? SCHEMA_FOLDER);
  await checkFolder(folder);
  const written = await writeSchemas(folder, context);
  const shown = (relative(directory, folder) || ".").replaceAll(sep, "/");
  if (output.isJson) {
    const schemas = projectSchemas.map(({ file, files }) => ({ file, for: files }));
    output.data({ directory: folder, written, schemas });
    return 0;
  }
  const name = output.style.bold(`${shown}/`);
  if (written.length === 0) output.print(`The schemas in ${name} are up to date.`);
  else output.print(`${output.style.green("Wrote")} ${count(written.length, "schema")} to ${name}.`);
  output.say();
  output.say("Editors with YAML support find a schema by a line on top of the file:");
  const width = Math.max(...projectSchemas.map(({ place }) => place.length));
  for (const schema of projectSchemas)
    output.say(`  ${schema.place.padEnd(width)}  ${output.style.cyan(schemaLine(schema, shown))}`);
  return 0;
}

/** Writes the schemas that are not there yet, or not as this version makes them; gives their names. */
async function writeSchemas(
  folder: string,
  { directory, options }: CommandContext<SchemasOptions>,
): Promise<readonly string[]> {
  const outdated: NewFile[] = [];
  const changed: string[] = [];
  for (const file of schemaFiles(folder)) {
    const before = await readFile(file.path, "utf8").catch(() => null);
    if (before === file.text) continue;
    outdated.push(file);
    if (before !== null) changed.push(`'${relative(directory, file.path)}'`);
  }
  if (changed.length > 0 && options.force !== true) throw otherVersion(changed);
  await writeNewFiles(outdated, { directory, force: options.force === true, sources: [] });
  return outdated.map(({ path }) => relative(folder, path));
}

function otherVersion(files: readonly string[]): TsbotError {
  const are = files.length === 1 ? "is" : "are";
  return new TsbotError(
    "cli/would-overwrite",
    `${list(files)} ${are} not as this version of tsbot writes ${files.length === 1 ? "it" : "them"}. Nothing was written.`,
    {
      hint: "After an update of tsbot, write them anew with --force. What you changed in them yourself would be lost.",
    },
  );
}

async function checkFolder(folder: string): Promise<void> {
  const obstacle = await findNonFolder(folder);
  if (obstacle === null) return;
  throw new TsbotError("cli/not-a-folder", `Nothing was written: '${obstacle}' is no folder.`, {
    hint: "Name another one with --out.",
  });
}
