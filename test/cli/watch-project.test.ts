import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { FileWatcher, WatchTarget } from "../../src/cli/file-watcher.ts";
import { watchProject } from "../../src/cli/watch-project.ts";
import { createSimulatedClock } from "../../src/testing/index.ts";
import { temporaryFolder } from "./run-cli.ts";

/** A watcher that reports what it is told to, and every watch that is open. */
function createFakeWatcher() {
  const open = new Map<object, { targets: readonly WatchTarget[]; onChange: (path: string) => void }>();
  const watcher: FileWatcher = {
    watch(targets, onChange) {
      const key = {};
      open.set(key, { targets, onChange });
      return { close: () => open.delete(key) };
    },
  };
  return {
    watcher,
    open,
    change: (path: string) => {
      for (const { onChange } of open.values()) onChange(path);
    },
    folders: () => [...open.values()].flatMap(({ targets }) => targets),
  };
}

async function watching(
  run: (changed: readonly string[]) => Promise<void> = async () => {},
  files: readonly string[] = [],
) {
  const folder = await temporaryFolder();
  await mkdir(join(folder.path, "data"));
  const { watcher, open, change, folders } = createFakeWatcher();
  const clock = createSimulatedClock();
  const controller = new AbortController();
  const runs: (readonly string[])[] = [];
  const failures: unknown[] = [];
  const ended = watchProject({
    paths: { directory: folder.path },
    watcher,
    clock,
    signal: controller.signal,
    run: async (changed) => {
      runs.push(changed);
      await run(changed);
      return files;
    },
    fail: async (error) => {
      failures.push(error);
    },
  });
  /** Folders are looked at on the real disk, which takes as long as it takes. */
  const until = async (holds: () => boolean) => {
    while (!holds()) await new Promise((done) => setImmediate(done));
  };
  await until(() => runs.length === 1);
  return {
    folder,
    clock,
    runs,
    failures,
    open,
    folders,
    until,
    change: (name: string) => change(join(folder.path, name)),
    stop: async () => {
      controller.abort("SIGINT");
      await ended;
    },
    [Symbol.asyncDispose]: async () => {
      controller.abort("SIGINT");
      await ended;
      await folder[Symbol.asyncDispose]();
    },
  };
}

describe("watching a project", () => {
  it("watches what was read elsewhere: files of imported projects and of lookup tables, whatever their names", async () => {
    await using watch = await watching(undefined, ["domain.yml", "../shop/data.yml", "lookups/flowers.txt"]);
    const { folder, folders, until, change, runs, clock } = watch;
    const targets = (): readonly string[] => folders().map(({ directory }) => directory);
    await until(() => targets().includes(join(folder.path, "lookups")));
    expect(targets()).toContain(join(folder.path, "../shop"));
    change("lookups/other.txt");
    change("lookups/flowers.txt");
    await clock.advance(100);
    await until(() => runs.length === 2);
    expect(runs[1]).toEqual(["lookups/flowers.txt"]);
  });

  it("runs at once, and again when a file has changed and nothing more happens", async () => {
    await using watch = await watching();
    expect(watch.runs).toEqual([[]]);
    watch.change("domain.yml");
    await watch.clock.advance(60);
    watch.change("data/nlu.yml");
    watch.change("domain.yml");
    await watch.clock.advance(60);
    expect(watch.runs).toHaveLength(1);
    await watch.clock.advance(60);
    await watch.until(() => watch.runs.length === 2);
    expect(watch.runs[1]).toEqual(["data/nlu.yml", "domain.yml"]);
  });

  it("does not wait for ever for a file that changes all the time", async () => {
    await using watch = await watching();
    for (let times = 0; times < 25; times++) {
      watch.change("domain.yml");
      await watch.clock.advance(90);
    }
    await watch.until(() => watch.runs.length === 2);
  });

  it.each([
    ".tsbot/cache/x.ts",
    ".git/index",
    "models/a.tar.gz",
    "models/x.json",
    "node_modules/a/b.js",
    "domain.yml~",
  ])("passes over %s", async (name) => {
    await using watch = await watching();
    watch.change(name);
    await watch.clock.advance(1000);
    watch.change("actions/a.ts");
    await watch.clock.advance(1000);
    await watch.until(() => watch.runs.length === 2);
    expect(watch.runs).toEqual([[], ["actions/a.ts"]]);
  });

  it("looks again when a file changes during a run, and never runs twice at once", async () => {
    let release = (): void => {};
    let running = 0;
    await using watch = await watching(async () => {
      expect(++running).toBe(1);
      await new Promise<void>((done) => {
        release = done;
      });
      running--;
    });
    watch.change("domain.yml");
    await watch.clock.advance(1000);
    expect(watch.runs).toHaveLength(1);
    release();
    await watch.until(() => watch.runs.length === 2);
    expect(watch.runs[1]).toEqual(["domain.yml"]);
    release();
  });

  it("goes on after a run that failed, saying so", async () => {
    await using watch = await watching(async () => {
      throw new Error("gone");
    });
    watch.change("domain.yml");
    await watch.clock.advance(1000);
    await watch.until(() => watch.runs.length === 2);
    expect(watch.failures).toHaveLength(2);
  });

  it("watches folders that come later, with all below, and always exactly one watch", async () => {
    await using watch = await watching();
    const folders = () =>
      watch
        .folders()
        .map(({ directory, isRecursive }) => [directory.slice(watch.folder.path.length), isRecursive]);
    expect(folders()).toEqual([
      ["", false],
      ["/data", true],
    ]);
    await mkdir(join(watch.folder.path, "actions"));
    await writeFile(join(watch.folder.path, "domain.yml"), "");
    watch.change("actions");
    await watch.clock.advance(1000);
    await watch.until(() => watch.runs.length === 2);
    expect(folders()).toEqual([
      ["", false],
      ["/data", true],
      ["/actions", true],
    ]);
    expect(watch.open.size).toBe(1);
  });

  it("ends at the signal and leaves neither watch nor timer behind", async () => {
    await using watch = await watching();
    watch.change("domain.yml");
    await watch.stop();
    expect(watch.open.size).toBe(0);
    expect(watch.clock.pending).toBe(0);
  });
});
