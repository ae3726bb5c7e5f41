import { lstat, readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { didYouMean, findNonFolder, TsbotError, writeFileAtomically } from "../base/index.ts";
import { SCHEMA_FOLDER, schemaFiles } from "./schema-files.ts";

/** A project to start from: a folder below templates/. */
export interface Template {
  readonly name: string;
  /** The first paragraph of its README. */
  readonly summary: string;
  readonly directory: string;
  /** Whether people are reached through the callback channel, so that the shell should use it too. */
  readonly hasCallback: boolean;
}

const TEMPLATES = fileURLToPath(new URL("../../templates/", import.meta.url));

/** npm leaves `.gitignore` out of packages, so templates carry it without the dot. */
const GITIGNORE = "gitignore";

/** The templates that come with tsbot, by name. */
export async function readTemplates(): Promise<readonly Template[]> {
  const entries = await readdir(TEMPLATES, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  return await Promise.all(names.sort().map(readTemplate));
}

async function readTemplate(name: string): Promise<Template> {
  const directory = join(TEMPLATES, name);
  const readme = await readFile(join(directory, "README.md"), "utf8");
  const paragraph = readme.split(/\n{2,}/)[1] ?? "";
  const credentials = await readFile(join(directory, "credentials.yml"), "utf8");
  return {
    name,
    summary: paragraph.replaceAll(/\s+/g, " ").trim(),
    directory,
    hasCallback: /^callback:/m.test(credentials),
  };
}

/** The template of that name. Throws `cli/usage` naming the closest. */
export function findTemplate(templates: readonly Template[], name: string): Template {
  const found = templates.find((template) => template.name === name);
  if (found !== undefined) return found;
  const names = templates.map((template) => template.name);
  throw new TsbotError("cli/usage", `There is no template '${name}'.`, {
    hint: `${didYouMean(name, names)} There are: ${names.join(", ")}.`.trimStart(),
  });
}

/**
 * Files of the template that are in the target already, relative to it; a link counts, wherever it leads, and so does a
 * `.gitignore` that cannot be added to. Throws `cli/not-a-folder` and `cli/not-a-file` for what cannot be overwritten.
 */
export async function findObstacles(template: Template, target: string): Promise<readonly string[]> {
  const schemas = schemaFiles(SCHEMA_FOLDER).map(({ path }) => path);
  const paths = [...(await listFiles(template.directory)).map(targetPath), ...schemas];
  for (const folder of new Set([target, ...paths.map((path) => dirname(join(target, path)))]))
    await checkFolder(folder);
  const obstacles: string[] = [];
  for (const path of paths) {
    const kind = await lstat(join(target, path)).catch(() => null);
    if (kind?.isDirectory()) throw notAFile(path);
    if (kind !== null && !(path === ".gitignore" && kind.isFile())) obstacles.push(path);
  }
  return obstacles;
}

async function checkFolder(folder: string): Promise<void> {
  const obstacle = await findNonFolder(folder);
  if (obstacle === null) return;
  throw new TsbotError("cli/not-a-folder", `Nothing was written: '${obstacle}' is no folder.`, {
    hint: "Name another folder: `tsbot init my-bot`.",
  });
}

function notAFile(path: string): TsbotError {
  return new TsbotError(
    "cli/not-a-file",
    `Nothing was written: '${path}' is a folder, where a file must be.`,
    {
      hint: "Move it away, or name another folder: `tsbot init my-bot`.",
    },
  );
}

/** What {@link findObstacles} found may not be overwritten. */
export function wouldOverwrite(place: string, obstacles: readonly string[], hint: string): TsbotError {
  return new TsbotError(
    "cli/would-overwrite",
    `Nothing was written: in ${place} there is already ${obstacles.join(", ")}.`,
    { hint },
  );
}

/**
 * Copies a template, and the schemas that its files name; overwrites what is there, so look for obstacles first. A
 * `.gitignore` is only added to. Gives the files written, relative to the target.
 */
export async function copyTemplate(template: Template, target: string): Promise<readonly string[]> {
  const sources = await listFiles(template.directory);
  for (const source of sources) {
    const content = await readFile(join(template.directory, source), "utf8");
    const path = join(target, targetPath(source));
    await writeFileAtomically(path, source === GITIGNORE ? await mergeLines(path, content) : content);
  }
  const schemas = schemaFiles(SCHEMA_FOLDER);
  for (const { path, text } of schemas) await writeFileAtomically(join(target, path), text);
  return [...sources.map(targetPath), ...schemas.map(({ path }) => path)];
}

function targetPath(source: string): string {
  return source === GITIGNORE ? ".gitignore" : source;
}

async function listFiles(directory: string): Promise<readonly string[]> {
  const entries = await readdir(directory, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .filter((path) => !["models", ".tsbot", "node_modules"].includes(path.split(/[/\\]/)[0] ?? ""))
    .sort();
}

async function mergeLines(path: string, content: string): Promise<string> {
  const before = await readFile(path, "utf8").catch(() => "");
  const known = new Set(before.split(/\r?\n/));
  const added = content.split("\n").filter((line) => line !== "" && !known.has(line));
  if (before === "" || added.length === 0) return before === "" ? content : before;
  return `${before.trimEnd()}\n\n${added.join("\n")}\n`;
}
