import { chmodSync, closeSync, mkdirSync, openSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { TsbotError, toErrorMessage } from "../../base/index.ts";
import type { SqliteDriver } from "./driver.ts";
import { type ChosenEngine, chooseEngine } from "./engines.ts";
import { inUse, type OwnerLock, takeOwnerLock } from "./owner-lock.ts";
import { migrate } from "./schema.ts";

interface DatabaseOptions {
  readonly path: string;
  readonly engine?: string;
  readonly durability?: "full" | "normal";
}

/** An open database of the newest schema that no other process can open until `release` was called. */
export interface OpenDatabase {
  readonly driver: SqliteDriver;
  /** Lets others in; the driver is closed before. */
  release(): void;
}

const IN_MEMORY = ":memory:";
/** How long to wait for a file that another process (a copying tool) holds, in milliseconds. */
const BUSY_TIMEOUT = 2_000;
/** The log is cut back to this after a checkpoint, in bytes. */
const LARGEST_LOG = 64 * 1024 * 1024;

/** Opens or creates the file, its folder included; readable and writable by its owner alone. */
export function openDatabase(options: DatabaseOptions): OpenDatabase {
  const engine = chooseEngine(options.engine);
  let lock: OwnerLock | null = null;
  let driver: SqliteDriver | null = null;
  try {
    if (options.path !== IN_MEMORY) lock = prepareFile(options.path, engine);
    driver = engine.open(options.path);
    configure(driver, options);
    migrate(driver, options.path);
    return { driver, release: () => lock?.release() };
  } catch (error) {
    closeQuietly(driver);
    lock?.release();
    throw toOpenError(error, options.path);
  }
}

function prepareFile(path: string, { locksWithFolder }: ChosenEngine): OwnerLock {
  mkdirSync(dirname(path), { recursive: true });
  const lock = takeOwnerLock(path, { kernelLocks: !locksWithFolder });
  // Whoever left this folder is dead: the owner file is ours.
  if (locksWithFolder) rmSync(`${path}.lock`, { recursive: true, force: true });
  closeSync(openSync(path, "a", 0o600));
  chmodSync(path, 0o600);
  return lock;
}

/**
 * The exclusive locking mode keeps the file locked by the kernel from the first access to the end of the process,
 * however it ends, so that no race for the owner file can let two servers in.
 */
function configure(driver: SqliteDriver, { durability = "full" }: DatabaseOptions): void {
  for (const pragma of [
    `busy_timeout = ${BUSY_TIMEOUT}`,
    "locking_mode = EXCLUSIVE",
    "journal_mode = WAL",
    `synchronous = ${durability === "full" ? "FULL" : "NORMAL"}`,
    `journal_size_limit = ${LARGEST_LOG}`,
  ]) {
    driver.prepare(`PRAGMA ${pragma}`).all();
  }
  driver.exec("BEGIN IMMEDIATE");
  driver.exec("COMMIT");
}

function toOpenError(error: unknown, path: string): unknown {
  if (TsbotError.isInstance(error)) return error;
  const message = toErrorMessage(error);
  if (/locked|busy/i.test(message)) return inUse(path, null);
  return new TsbotError("storage/unreadable", `'${path}' cannot be opened: ${message}.`, {
    hint: "Check that this user may write the file and its folder, and that the path is right.",
    cause: error,
  });
}

function closeQuietly(driver: SqliteDriver | null): void {
  try {
    driver?.close();
  } catch {
    // What failed before is the error to show.
  }
}
