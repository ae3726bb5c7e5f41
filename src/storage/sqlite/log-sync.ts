import { closeSync, fdatasync, openSync } from "node:fs";
import { TsbotError, toErrorMessage } from "../../base/index.ts";

/** Waits until the disk has what was committed. */
export interface LogSync {
  /** Everything committed before the call is durable when it resolves. Throws `storage/disk-failed`. */
  run(): Promise<void>;
  close(): void;
}

/**
 * Syncs a database's write-ahead log. SQLite does the same at each commit if told to, but holds up the event loop for
 * it; here it goes on meanwhile. The log has its name as long as the database is open, and carries none of the locks
 * that a process would lose by closing it.
 *
 * @param path the database's own, as a link's log stands beside its target; it has been written to
 */
export function createLogSync(path: string): LogSync {
  // Opened at once: an error of the disk is told to those who had the file open, and to each of them once.
  const file = openSync(`${path}-wal`, "r+");
  return {
    run: () =>
      new Promise((resolve, reject) => {
        fdatasync(file, (error) => (error === null ? resolve() : reject(syncFailed(path, error))));
      }),
    close: () => closeSync(file),
  };
}

function syncFailed(path: string, error: Error): TsbotError {
  return new TsbotError(
    "storage/disk-failed",
    `'${path}' cannot be written to its disk: ${toErrorMessage(error)}.`,
    {
      hint: "Look into the system's log, mend the disk and start again. What could not be written was not acknowledged.",
      cause: error,
    },
  );
}
