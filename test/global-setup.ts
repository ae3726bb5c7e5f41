import { execFileSync } from "node:child_process";
import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const PROGRAM = join(ROOT, "dist/cli/main.js");
/** Its time is when the last build here began. (tsc writes its own build info also when it emits nothing.) */
const STAMP = join(ROOT, "node_modules/.tsbot-built");
const LOCK = join(ROOT, "node_modules/.tsbot-build.lock");

/** Builds dist once, when a source is newer than it: tests of the command line run the real bin. */
export async function setup(): Promise<void> {
  if (!isStale()) return;
  const release = await lock();
  try {
    if (isStale()) build();
  } finally {
    release();
  }
}

function build(): void {
  const started = new Date();
  // Types are checked by `npm run types`; here only the code matters.
  execFileSync(process.execPath, [join(ROOT, "node_modules/typescript/bin/tsc"), "-p", ROOT, "--noCheck"], {
    stdio: "inherit",
  });
  // What was saved during the build is newer than this.
  writeFileSync(STAMP, "");
  utimesSync(STAMP, started, started);
}

function isStale(): boolean {
  if (!existsSync(PROGRAM)) return true;
  const built = statSync(STAMP, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const sources = readdirSync(join(ROOT, "src"), { recursive: true, withFileTypes: true });
  return sources.some(
    (entry) => entry.isFile() && statSync(join(entry.parentPath, entry.name)).mtimeMs > built,
  );
}

/** Two test runs at once must not write dist together; a lock older than two minutes is a leftover. */
async function lock(): Promise<() => void> {
  for (;;) {
    try {
      closeSync(openSync(LOCK, "wx"));
      return () => rmSync(LOCK, { force: true });
    } catch {
      const taken = statSync(LOCK, { throwIfNoEntry: false })?.mtimeMs ?? 0;
      if (Date.now() - taken > 120_000) rmSync(LOCK, { force: true });
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
