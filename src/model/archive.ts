import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import {
  isJsonObject,
  type JsonObject,
  parseJson,
  TsbotError,
  toErrorMessage,
  writeFileAtomically,
} from "../base/index.ts";
import { removeLeftovers } from "./leftovers.ts";

/** Files of a model: relative path to bytes. */
export type ArchiveFiles = ReadonlyMap<string, Uint8Array>;

/** Budgets for a model file, which may come from elsewhere. */
const LIMITS = {
  compressedBytes: 512 * 1024 * 1024,
  bytes: 1024 * 1024 * 1024,
  files: 1_000,
} as const;

const PATH = /^[a-z0-9_]+(?:[./-][a-z0-9_]+)*$/i;
const HASHES = "hashes.json";

/**
 * Writes a `.tar.gz` with the SHA-256 of each file inside it (`hashes.json`). Atomic; the same files give the same
 * bytes. Returns the size in bytes.
 */
export async function writeArchive(path: string, files: ArchiveFiles): Promise<number> {
  const hashes = Object.fromEntries([...files].map(([name, bytes]) => [name, sha256(bytes)]));
  const packed = await packTar(new Map([[HASHES, Buffer.from(JSON.stringify(hashes))], ...files]));
  const compressed = await promisify(gzip)(packed);
  await writeFileAtomically(path, compressed);
  await removeLeftovers(path);
  return compressed.length;
}

/**
 * Reads a `.tar.gz` into memory, executing and extracting nothing. Throws `model/unreadable` for anything but plain
 * files with harmless names, within the size limits, whose hashes are right.
 */
export async function readArchive(path: string): Promise<ArchiveFiles> {
  const { size } = await stat(path).catch(() => {
    throw new TsbotError("model/not-found", `There is no model '${path}'.`, {
      hint: "Train one with `tsbot train`.",
    });
  });
  if (size > LIMITS.compressedBytes)
    throw unreadable(path, `it is larger than ${LIMITS.compressedBytes >> 20} MB`);
  try {
    const packed = await promisify(gunzip)(await readFile(path), { maxOutputLength: LIMITS.bytes });
    const files = await unpackTar(packed);
    return checkHashes(files);
  } catch (error) {
    throw unreadable(path, reasonOf(error), error);
  }
}

/** In the words of the libraries a reason says little: what they find wrong is the cause. */
function reasonOf(error: unknown): string {
  const { code = "" } = error as NodeJS.ErrnoException;
  if (code === "ERR_BUFFER_TOO_LARGE")
    return `it is larger than ${LIMITS.bytes >> 20} MB when it is unpacked`;
  if (code.startsWith("Z_") || code.startsWith("TAR_")) return "it is no whole .tar.gz file";
  return toErrorMessage(error);
}

function unreadable(path: string, reason: string, cause?: unknown): TsbotError {
  return new TsbotError("model/unreadable", `The model '${path}' cannot be read: ${reason}.`, {
    hint: "Train it again with `tsbot train --force`.",
    cause,
  });
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

async function packTar(files: ArchiveFiles): Promise<Buffer> {
  const { Header, Pack, ReadEntry } = await import("tar");
  const pack = new Pack({ portable: true });
  const chunks: Buffer[] = [];
  return await new Promise((resolve, reject) => {
    pack.on("data", (chunk: Buffer) => chunks.push(chunk));
    pack.on("end", () => resolve(Buffer.concat(chunks)));
    pack.on("error", reject);
    for (const [path, bytes] of files) {
      const header = new Header({ path, mode: 0o644, size: bytes.length, type: "File" });
      const entry = new ReadEntry(header);
      entry.end(Buffer.from(bytes));
      pack.write(entry);
    }
    pack.end();
  });
}

async function unpackTar(packed: Buffer): Promise<ArchiveFiles> {
  const { Parser } = await import("tar");
  const files = new Map<string, Uint8Array>();
  return await new Promise((resolve, reject) => {
    const parser = new Parser({
      strict: true,
      onReadEntry: (entry) => {
        const problem = entryProblem(entry, files);
        if (problem !== null) {
          parser.abort(new Error(problem));
          return;
        }
        const chunks: Buffer[] = [];
        entry.on("data", (chunk: Buffer) => chunks.push(chunk));
        entry.on("end", () => files.set(entry.path, Buffer.concat(chunks)));
      },
    });
    parser.on("end", () => resolve(files));
    parser.on("error", reject);
    parser.on("abort", reject);
    parser.end(packed);
  });
}

function entryProblem(
  entry: { readonly path: string; readonly type: string },
  files: ArchiveFiles,
): string | null {
  if (entry.type !== "File") return `it holds '${entry.path}', which is not a plain file`;
  if (!PATH.test(entry.path)) return `it holds a file with the name '${entry.path}'`;
  if (files.has(entry.path)) return `it holds '${entry.path}' twice`;
  if (files.size >= LIMITS.files) return `it holds more than ${LIMITS.files} files`;
  return null;
}

function checkHashes(files: ArchiveFiles): ArchiveFiles {
  const list = files.get(HASHES);
  if (list === undefined) throw new Error("it has no hashes, so it is not a model of tsbot");
  const hashes = new Map(Object.entries(readHashes(list)));
  const rest = new Map([...files].filter(([path]) => path !== HASHES));
  for (const [path, bytes] of rest) {
    if (hashes.get(path) !== sha256(bytes)) throw new Error(`'${path}' was changed after training`);
  }
  if (hashes.size !== rest.size) throw new Error("a file is missing");
  return rest;
}

function readHashes(bytes: Uint8Array): JsonObject {
  try {
    const value = parseJson(Buffer.from(bytes).toString());
    if (isJsonObject(value)) return value;
  } catch {
    // Said below.
  }
  throw new Error("its list of hashes is damaged");
}
