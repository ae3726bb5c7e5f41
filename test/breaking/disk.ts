import { execFileSync } from "node:child_process";
import { appendFileSync, mkdirSync, rmSync, statfsSync } from "node:fs";
import { join } from "node:path";

/** A disk that can be full. */
export interface SmallDisk {
  /** How it is made, for the report. */
  readonly kind: string;
  /** The error that clients are told while it is full. */
  readonly code: string;
  /** Leaves no byte free; `pids` are those of the processes that write there. */
  fill(pids: readonly number[]): void;
  makeRoom(pids: readonly number[]): void;
  remove(): void;
}

/** Where mounting is not permitted, the processes may write no further than so far into a file, in bytes. */
const LIMIT = 4_096;

/** A tmpfs of some megabytes on a new folder, or where none may be mounted, a limit of how long files may grow. */
export function createSmallDisk(path: string, megabytes: number): SmallDisk {
  mkdirSync(path, { recursive: true });
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs", path], { stdio: "ignore" });
  } catch {
    return createLimit();
  }
  const filler = join(path, "filler");
  return {
    kind: `a tmpfs of ${megabytes} MB`,
    code: "storage/disk-full",
    fill() {
      const { bsize } = statfsSync(path);
      try {
        for (;;) appendFileSync(filler, Buffer.alloc(bsize));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
      }
    },
    makeRoom: () => rmSync(filler, { force: true }),
    remove: () => {
      execFileSync("umount", ["--lazy", path], { stdio: "ignore" });
    },
  };
}

/** Why there can be no small disk here, or null. */
export function whyNoSmallDisk(): string | null {
  return process.platform === "linux" ? null : "it needs Linux";
}

function createLimit(): SmallDisk {
  const limit = (pids: readonly number[], bytes: string): void => {
    for (const pid of pids) {
      try {
        execFileSync("prlimit", ["--pid", `${pid}`, `--fsize=${bytes}:unlimited`], { stdio: "ignore" });
      } catch {
        // It was killed meanwhile.
      }
    }
  };
  return {
    kind: "a limit of how long files may grow (a tmpfs may not be mounted here)",
    code: "storage/disk-failed",
    fill: (pids) => limit(pids, `${LIMIT}`),
    makeRoom: (pids) => limit(pids, "unlimited"),
    remove: () => {},
  };
}
