import { chmodSync, closeSync, mkdirSync, openSync, realpathSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { TsbotError, toErrorMessage } from "../../base/index.ts";
import type { SqliteDriver } from "./driver.ts";
import { type ChosenEngine, chooseEngine } from "./engines.ts";
import { freeBytesAt, toStorageError } from "./errors.ts";
import { createLogSync, type LogSync } from "./log-sync.ts";
import { inUse, type OwnerLock, takeOwnerLock } from "./owner-lock.ts";
import { checkOurs, migrate } from "./schema.ts";

interface DatabaseOptions {
  readonly path: string;
  readonly engine?: string;
  readonly durability?: "full" | "normal";
}

/** An open database of the newest schema that no other process can open until it is closed. */
export interface OpenDatabase {
  readonly driver: SqliteDriver;
  /** What each commit has to wait for before it is durable; null: for nothing. */
  readonly log: LogSync | null;
  close(): void;
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
    const path = options.path === IN_MEMORY ? IN_MEMORY : createFile(options.path);
    if (path !== IN_MEMORY) lock = prepareFile(path, engine);
    driver = engine.open(path);
    const keepsLog = configure(driver, options);
    migrate(driver);
    if (keepsLog) emptyLog(driver);
    const log = keepsLog && options.durability !== "normal" ? createLogSync(path) : null;
    // From here on the log is synced by us.
    if (log !== null) driver.prepare("PRAGMA synchronous = NORMAL").all();
    const opened = driver;
    return {
      driver,
      log,
      close() {
        log?.close();
        closeAndRelease(opened, lock);
      },
    };
  } catch (error) {
    closeAndRelease(driver, lock);
    throw toOpenError(error, options.path);
  }
}

/** Creates what is not there, and gives the file's own path: an engine puts the log beside that, not beside a link. */
function createFile(path: string): string {
  mkdirSync(dirname(path), { recursive: true });
  closeSync(openSync(path, "a", 0o600));
  return realpathSync(path);
}

function prepareFile(path: string, { locksWithFolder }: ChosenEngine): OwnerLock {
  const lock = takeOwnerLock(path, { kernelLocks: !locksWithFolder });
  // Whoever left this folder is dead: the owner file is ours.
  if (locksWithFolder) rmSync(`${path}.lock`, { recursive: true, force: true });
  chmodSync(path, 0o600);
  return lock;
}

/**
 * The exclusive locking mode keeps the file locked by the kernel from the first access to the end of the process,
 * however it ends, so that no race for the owner file can let two servers in.
 *
 * @returns whether there is a write-ahead log: not in memory, nor on every file system
 */
function configure(driver: SqliteDriver, { path, durability = "full" }: DatabaseOptions): boolean {
  const set = (pragma: string): void => {
    driver.prepare(`PRAGMA ${pragma}`).all();
  };
  set(`busy_timeout = ${BUSY_TIMEOUT}`);
  set("locking_mode = EXCLUSIVE");
  checkOurs(driver, path);
  const journal = driver.prepare("PRAGMA journal_mode = WAL").get()?.["journal_mode"];
  set(`synchronous = ${durability === "full" ? "FULL" : "NORMAL"}`);
  set(`journal_size_limit = ${LARGEST_LOG}`);
  driver.exec("BEGIN IMMEDIATE");
  driver.exec("COMMIT");
  return journal === "wal";
}

/**
 * What a process that died left in the log may never have reached the disk: it goes to the file, synced, before anybody
 * sees it, and the log begins anew.
 */
function emptyLog(driver: SqliteDriver): void {
  const outcome = driver.prepare("PRAGMA wal_checkpoint(TRUNCATE)").get();
  if (outcome?.["busy"] !== 0) throw new Error("the log cannot be moved into the database: it is locked");
}

function toOpenError(error: unknown, path: string): unknown {
  const known = toStorageError(error, { path, freeBytes: freeBytesAt });
  if (TsbotError.isInstance(known)) return known;
  const message = toErrorMessage(error);
  if (/locked|busy/i.test(message)) return inUse(path, null);
  return new TsbotError("storage/unreadable", `'${path}' cannot be opened: ${message}.`, {
    hint: "Check that this user may write the file and its folder, and that the path is right.",
    cause: error,
  });
}

/**
 * Leaves one plain file, with nothing in a log beside it. The kernel's lock is given back by hand because libsql closes
 * a connection only when its statements are collected as garbage.
 */
function closeAndRelease(driver: SqliteDriver | null, lock: OwnerLock | null): void {
  try {
    for (const pragma of ["journal_mode = DELETE", "locking_mode = NORMAL", "user_version"]) {
      driver?.prepare(`PRAGMA ${pragma}`).all();
    }
  } catch {
    // A file that is damaged or not ours stays as it is; what failed before is the error to show.
  }
  try {
    driver?.close();
  } finally {
    lock?.release();
  }
}
