import { stat } from "node:fs/promises";
import { dirname, relative, resolve, sep } from "node:path";
import { type Clock, delay, forgetModules } from "../base/index.ts";
import type { ProjectPaths } from "../project/index.ts";
import type { FileWatcher, WatchTarget } from "./file-watcher.ts";

export interface WatchOptions {
  readonly paths: ProjectPaths;
  readonly watcher: FileWatcher;
  readonly clock: Clock;
  /** Ends the watch. */
  readonly signal: AbortSignal;
  /**
   * Called at the start with nothing, then with the files that changed (relative to the project); never twice at once.
   * Gives the files that it read, as the project knows them: those of imported projects and lookup tables may lie anywhere.
   */
  run(changed: readonly string[]): Promise<readonly string[]>;
  /** What a run threw; the watch goes on. */
  fail(error: unknown): Promise<void>;
}

/** Editors write a file in several steps: a run begins when nothing has changed for so long (milliseconds). */
const QUIET = 100;
/** A file that changes all the time is looked at this often all the same (milliseconds). */
const LONGEST_WAIT = 2_000;

/** Runs at once and again after every change of a project's files, until the signal. */
export async function watchProject(options: WatchOptions): Promise<void> {
  const { paths, watcher, clock, signal } = options;
  const changed = new Set<string>();
  let lastChange = 0;
  let wake = (): void => {};
  let read: ReadonlySet<string> = new Set();
  const onChange = (path: string): void => {
    if (!read.has(path) && !mayMatter(paths.directory, path)) return;
    changed.add(relative(paths.directory, path).split(sep).join("/"));
    lastChange = clock.now();
    wake();
  };
  signal.addEventListener("abort", () => wake(), { once: true });

  let watching = watcher.watch(await findTargets(paths, read), onChange);
  /** The new watch begins before the old one ends, so that nothing falls between. */
  const watchAgain = async (): Promise<void> => {
    const next = watcher.watch(await findTargets(paths, read), onChange);
    watching.close();
    watching = next;
  };
  try {
    while (!signal.aborted) {
      const causes = [...changed].sort();
      changed.clear();
      forgetModules(paths.directory);
      const files = await options.run(causes).catch(options.fail);
      const known = read;
      if (files !== undefined) read = new Set(files.map((file) => resolve(paths.directory, file)));
      if ([...read].some((file) => !known.has(file))) await watchAgain();
      await new Promise<void>((done) => {
        wake = done;
        if (changed.size > 0 || signal.aborted) done();
      });
      await quiet(clock, () => lastChange, signal);
      // Folders may have come.
      await watchAgain();
    }
  } finally {
    watching.close();
  }
}

async function quiet(clock: Clock, lastChange: () => number, signal: AbortSignal): Promise<void> {
  const since = clock.now();
  while (!signal.aborted) {
    const rest = Math.min(lastChange() + QUIET, since + LONGEST_WAIT) - clock.now();
    if (rest <= 0) return;
    await delay(clock, rest, signal).catch(() => {});
  }
}

const FILES = /\.(?:ya?ml|json|m?[jt]s)$/i;

/** Not what tsbot and editors write beside the files. */
function mayMatter(directory: string, path: string): boolean {
  const parts = relative(directory, path).split(sep);
  const isHidden = parts.some((part) => (part.startsWith(".") && part !== "..") || part === "node_modules");
  const name = parts.at(-1) ?? "";
  return !isHidden && parts[0] !== "models" && (FILES.test(name) || !name.includes("."));
}

/** Every folder that holds files of the project: those of its data and code with all below, the others alone. */
async function findTargets(paths: ProjectPaths, read: ReadonlySet<string>): Promise<readonly WatchTarget[]> {
  const { directory, domain, config, endpoints, credentials, data = ["data"] } = paths;
  const named = [domain ?? "domain", config, endpoints, credentials, ...data, "actions", "channels"];
  const targets = new Map([[directory, false]]);
  for (const path of named) {
    if (path === undefined) continue;
    const absolute = resolve(directory, path);
    const kind = await stat(absolute).catch(() => null);
    if (kind?.isDirectory() === true) targets.set(absolute, absolute !== directory);
    else if (kind !== null && !targets.has(dirname(absolute))) targets.set(dirname(absolute), false);
  }
  for (const file of read) {
    const isWatched = [...targets].some(
      ([folder, isRecursive]) => folder === dirname(file) || (isRecursive && file.startsWith(folder + sep)),
    );
    if (!isWatched) targets.set(dirname(file), false);
  }
  return [...targets].map(([folder, isRecursive]) => ({ directory: folder, isRecursive }));
}
