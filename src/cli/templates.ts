import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { didYouMean, TsbotError, writeFileAtomically } from "../base/index.ts";

/** A project to start from: a folder below templates/. */
export interface Template {
  readonly name: string;
  /** The first paragraph of its README. */
  readonly summary: string;
  readonly directory: string;
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
  return { name, summary: paragraph.replaceAll(/\s+/g, " ").trim(), directory };
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

/** Files of the template that are in the target already, relative to it. A file in place of a folder counts. */
export async function findObstacles(template: Template, target: string): Promise<readonly string[]> {
  const kind = await stat(target).catch(() => null);
  if (kind === null) return [];
  if (!kind.isDirectory()) {
    throw new TsbotError("cli/not-a-folder", `'${target}' is a file, not a folder.`, {
      hint: "Name another folder: `tsbot init my-bot`.",
    });
  }
  const paths = (await listFiles(template.directory)).map(targetPath).filter((path) => path !== ".gitignore");
  const found = await Promise.all(paths.map((path) => stat(join(target, path)).catch(() => null)));
  return paths.filter((_, index) => found[index] !== null);
}

/**
 * Copies a template; overwrites what is there, so look for obstacles first. A `.gitignore` is only added to.
 * Gives the files written, relative to the target.
 */
export async function copyTemplate(template: Template, target: string): Promise<readonly string[]> {
  const sources = await listFiles(template.directory);
  for (const source of sources) {
    const content = await readFile(join(template.directory, source), "utf8");
    const path = join(target, targetPath(source));
    await writeFileAtomically(path, source === GITIGNORE ? await mergeLines(path, content) : content);
  }
  return sources.map(targetPath);
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
