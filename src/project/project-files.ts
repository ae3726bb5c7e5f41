import { createHash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import { join, relative, resolve, sep } from "node:path";

/** A file as it was read. */
export interface SourceFile {
  /** Relative to the project, with `/`. */
  readonly name: string;
  readonly text: string;
  readonly sha256: string;
  /** Not UTF-8: `text` has replacement characters, or the null bytes of UTF-16. */
  readonly isDamaged: boolean;
}

/** A file larger than this is refused: project files are written by people. */
export const LARGEST_FILE = 32 * 1024 * 1024;

const DATA_FILE = /\.(?:ya?ml|json)$/i;

/** The files of a path below the project: itself, or all YAML and JSON files of a folder, sorted. Null when absent. */
export async function findFiles(directory: string, path: string): Promise<readonly string[] | null> {
  const absolute = resolve(directory, path);
  const kind = await stat(absolute).catch(() => null);
  if (kind === null) return null;
  if (kind.isFile()) return [nameOf(directory, absolute)];
  const entries = await readdir(absolute, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => (entry.isFile() || entry.isSymbolicLink()) && DATA_FILE.test(entry.name))
    .map((entry) => nameOf(directory, join(entry.parentPath, entry.name)))
    .filter((name) => !isHidden(name))
    .sort();
}

/** Endings of copies, of other editors' texts, and of Rasa 1's Markdown, which people give to data files. */
const PASSED_OVER = /(\.(?:ya?ml|json))?(?:\.(?:txt|bak|old|orig|save|example|md|yl|ym|ymal)|~)$/i;

/** Lines that data files have and other texts do not. */
const DATA_LINE = /^(?:nlu|stories|rules|version):|^\s*- (?:intent|story|rule): |^## (?:intent|story)\b/m;

/**
 * Files of a folder that hold data by the look of them, but are passed over because of the ending of their names. A copy
 * beside its file is one on purpose.
 */
export async function findPassedOver(directory: string, path: string): Promise<readonly string[]> {
  const absolute = resolve(directory, path);
  if (!(await stat(absolute).catch(() => null))?.isDirectory()) return [];
  const entries = await readdir(absolute, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const all = new Set(files);
  const found: string[] = [];
  for (const file of files) {
    const ending = PASSED_OVER.exec(file);
    const name = nameOf(directory, file);
    if (ending === null || all.has(file.slice(0, ending.index) + (ending[1] ?? ".yml")) || isHidden(name))
      continue;
    const text = await readFile(file, "utf8").catch(() => "");
    if (DATA_LINE.test(text.slice(0, 100_000))) found.push(name);
  }
  return found.sort();
}

function isHidden(name: string): boolean {
  return name.split("/").some((part) => (part.startsWith(".") && part !== "..") || part === "node_modules");
}

function nameOf(directory: string, absolute: string): string {
  return relative(directory, absolute).split(sep).join("/");
}

/** Reads a file; null when it is missing or larger than {@link LARGEST_FILE}. */
export async function readSourceFile(directory: string, name: string): Promise<SourceFile | null> {
  const path = resolve(directory, name);
  const { size } = await stat(path).catch(() => ({ size: Number.POSITIVE_INFINITY }));
  if (size > LARGEST_FILE) return null;
  const bytes = await readFile(path);
  const text = bytes.toString("utf8");
  return {
    name,
    text: text.charCodeAt(0) === 0xfeff ? text.slice(1) : text,
    sha256: createHash("sha256").update(bytes).digest("hex"),
    isDamaged: text.includes("\0") || (text.includes("\uFFFD") && !bytes.includes("\uFFFD")),
  };
}
