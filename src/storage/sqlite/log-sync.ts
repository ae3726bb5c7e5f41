import { close, fdatasync, openSync } from "node:fs";
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
 */
export function createLogSync(path: string): LogSync {
  let file: number | null = null;
  return {
    run: () =>
      new Promise((resolve, reject) => {
        // There is none before the first commit.
        file ??= openSync(`${path}-wal`, "r+");
        fdatasync(file, (error) => (error === null ? resolve() : reject(syncFailed(path, error))));
      }),
    close() {
      if (file !== null) close(file);
      file = null;
    },
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
