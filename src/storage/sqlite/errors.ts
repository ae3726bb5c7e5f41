import { statfsSync } from "node:fs";
import { dirname } from "node:path";
import { TsbotError, toErrorMessage } from "../../base/index.ts";

/** The file an error is about. */
interface Place {
  readonly path: string;
  /** Bytes free where a file lies; null when nobody can tell. */
  readonly freeBytes: (path: string) => number | null;
}

interface Mendable {
  readonly words: RegExp;
  readonly code: string;
  readonly hint: string;
}

const DISK_FULL: Mendable = {
  words: /database or disk is full|ENOSPC/i,
  code: "storage/disk-full",
  hint: "Make room on the disk. What could not be stored was not acknowledged.",
};

/** SQLite's own words for what an operator can mend; its result codes are not the same in every engine. */
const MENDABLE: readonly Mendable[] = [
  {
    words: /malformed|not a database|file is encrypted/i,
    code: "storage/damaged",
    hint: "Stop the server, move the file away with its -wal file, and restore a copy or start again without it.",
  },
  DISK_FULL,
  {
    words: /readonly database/i,
    code: "storage/read-only",
    hint: "Give this user the right to write the file and its folder.",
  },
  {
    words: /disk I\/O error/i,
    code: "storage/disk-failed",
    hint: "Look into the system's log, and at quotas and limits of a file's size. What could not be stored was not acknowledged.",
  },
];

/** Less than this, in bytes, and a write may not have fitted. */
const ALMOST_NOTHING = 64 * 1024;

/** An engine's error as one that says what to do about it, or as it is where that is not known. */
export function toStorageError(error: unknown, { path, freeBytes }: Place): unknown {
  const message = toErrorMessage(error);
  let known = MENDABLE.find(({ words }) => words.test(message));
  // The engine in WebAssembly has no word of its own for a full disk.
  if (known?.code === "storage/disk-failed" && (freeBytes(path) ?? ALMOST_NOTHING) < ALMOST_NOTHING)
    known = DISK_FULL;
  if (known === undefined) return error;
  return new TsbotError(known.code, `'${path}': ${message}.`, { hint: known.hint, cause: error });
}

/** Bytes that are free where a file lies, or null. */
export function freeBytesAt(path: string): number | null {
  try {
    const { bavail, bsize } = statfsSync(dirname(path));
    return bavail * bsize;
  } catch {
    // Not every file system tells.
    return null;
  }
}
