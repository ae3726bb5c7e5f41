import { type FSWatcher, watch } from "node:fs";
import { join } from "node:path";
import { TsbotError, toErrorMessage } from "../base/index.ts";

/** A folder to watch. */
export interface WatchTarget {
  /** Absolute. */
  readonly directory: string;
  /** With all folders below. */
  readonly isRecursive: boolean;
}

/** Notices changes of files; tests pass their own. */
export interface FileWatcher {
  /** Calls back with the path of whatever changes below the folders until it is closed. */
  watch(targets: readonly WatchTarget[], onChange: (path: string) => void): { close(): void };
}

/** The operating system's. Throws `cli/cannot-watch` when it has no room for another watch. */
export function createFileWatcher(): FileWatcher {
  return {
    watch(targets, onChange) {
      const watchers: FSWatcher[] = [];
      const close = (): void => {
        for (const watcher of watchers) watcher.close();
      };
      try {
        for (const { directory, isRecursive } of targets) {
          const watcher = watch(directory, { recursive: isRecursive }, (_, name) =>
            onChange(name === null ? directory : join(directory, name)),
          );
          // A folder that is removed is a change too.
          watcher.on("error", () => onChange(directory));
          watchers.push(watcher);
        }
      } catch (error) {
        close();
        throw new TsbotError("cli/cannot-watch", `Cannot watch the files: ${toErrorMessage(error)}.`, {
          hint: "Run `tsbot validate` by hand; the system's limit of watched files may be reached.",
          cause: error,
        });
      }
      return { close };
    },
  };
}
