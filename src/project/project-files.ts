import { createHash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import { join, relative, resolve, sep } from "node:path";

/** A file as it was read. */
export interface SourceFile {
  /** Relative to the project, with `/`. */
  readonly name: string;
  readonly text: string;
  readonly sha256: string;
  /** Not UTF-8: `text` has replacement characters. */
  readonly isDamaged: boolean;
}

/** A file larger than this is refused: project files are written by people. */
export const LARGEST_FILE = 64 * 1024 * 1024;

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
    .filter((name) => !name.split("/").some((part) => part.startsWith(".") || part === "node_modules"))
    .sort();
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
    isDamaged: text.includes("\uFFFD") && !bytes.includes("\uFFFD"),
  };
}
