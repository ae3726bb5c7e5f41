import { closeSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { processIdentity, TsbotError } from "../../base/index.ts";

/** Proof that this process alone serves a database file. */
export interface OwnerLock {
  release(): void;
}

/**
 * Takes `<path>.owner`. Two servers on one file would each hold trackers the other changes, so a second one is refused
 * with `storage/in-use`; what a dead process left behind is taken over.
 */
export function takeOwnerLock(path: string): OwnerLock {
  const lock = `${path}.owner`;
  const own = `${process.pid} ${processIdentity(process.pid) ?? ""}`;
  for (let attempt = 0; ; attempt++) {
    try {
      const file = openSync(lock, "wx", 0o600);
      writeSync(file, own);
      closeSync(file);
      return { release: () => rmSync(lock, { force: true }) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      const pid = livingOwner(lock);
      if (pid !== null || attempt > 2) throw inUse(path, pid);
      rmSync(lock, { force: true });
    }
  }
}

function livingOwner(lock: string): number | null {
  const [pidText = "", identity = ""] = readOwner(lock).split(" ");
  const pid = Number(pidText);
  if (!Number.isInteger(pid) || pid <= 0) return null;
  const running = processIdentity(pid);
  return running === null || running !== identity ? null : pid;
}

function readOwner(lock: string): string {
  try {
    return readFileSync(lock, "utf8");
  } catch {
    return "";
  }
}

function inUse(path: string, pid: number | null): TsbotError {
  const owner = pid === null ? "another process" : `the process ${pid}`;
  return new TsbotError("storage/in-use", `'${path}' is being served by ${owner} already.`, {
    hint: "Stop that server first, or attach to it (`tsbot shell --connect`, `tsbot trigger`).",
    details: { pid },
  });
}
