import { stat } from "node:fs/promises";
import { relative, resolve, sep } from "node:path";
import { TsbotError, writeFileAtomically } from "../base/index.ts";
import { list } from "./words.ts";

/** A file to write: its absolute path and what goes into it. */
export interface NewFile {
  readonly path: string;
  readonly text: string;
}

/** How to write. */
export interface WriteOptions {
  /** Messages name the files as seen from here. */
  readonly directory: string;
  /** Overwrites what is in the way, but none of the sources. */
  readonly force: boolean;
  /** Absolute paths of what was read. */
  readonly sources: readonly string[];
}

/** Writes files, none of them when one would overwrite something that was not to be overwritten. */
export async function writeNewFiles(files: readonly NewFile[], options: WriteOptions): Promise<void> {
  const { directory, force, sources } = options;
  const name = (path: string): string => `'${relative(directory, path) || path}'`;
  const isSource = await createSourceCheck(sources);
  const read: string[] = [];
  for (const { path } of files) if (await isSource(path)) read.push(name(path));
  if (read.length > 0) {
    throw new TsbotError("cli/would-overwrite", `The output ${list(read)} is what is being read.`, {
      hint: "Choose another --out.",
    });
  }
  const inTheWay: string[] = [];
  for (const { path } of files) {
    const found = await stat(path).catch(() => null);
    if (found !== null && (!force || found.isDirectory())) inTheWay.push(name(path));
  }
  if (inTheWay.length > 0) {
    throw new TsbotError("cli/would-overwrite", `In the way: ${list(inTheWay)}. Nothing was written.`, {
      hint: "Choose another --out, or overwrite with --force.",
    });
  }
  for (const { path, text } of files) await writeFileAtomically(path, text);
}

/** Tells a source by the file itself: links give it other names. */
async function createSourceCheck(sources: readonly string[]): Promise<(path: string) => Promise<boolean>> {
  const known = new Set(await Promise.all(sources.map(identityOf)));
  return async (path) => known.has(await identityOf(path));
}

/** Device and number of the file; of one that is not there, its path. */
async function identityOf(path: string): Promise<string> {
  const found = await stat(path, { bigint: true }).catch(() => null);
  return found === null ? path : `${found.dev}:${found.ino}`;
}

/** Which of some folders a path lies in, if any: data written there are read along with their sources from then on. */
export function folderAround(
  path: string,
  folders: readonly string[],
  directory: string,
): string | undefined {
  return folders.find((folder) => {
    const way = relative(resolve(directory, folder), path);
    return way !== "" && way !== ".." && !way.startsWith(`..${sep}`) && resolve(way) !== way;
  });
}
