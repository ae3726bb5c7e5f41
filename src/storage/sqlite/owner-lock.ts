import { randomUUID } from "node:crypto";
import { linkSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { processIdentity, TsbotError } from "../../base/index.ts";

/** Says which process serves a database file. */
export interface OwnerLock {
  release(): void;
}

/**
 * Takes `<path>.owner`. Two servers on one file would each hold trackers the other changes, so a second one is refused
 * with `storage/in-use`; what a dead process left behind is taken over.
 * @param options.kernelLocks the engine itself keeps others out, so that an owner whose start time cannot be known (a
 * pid may be another process by now) is left to it to judge.
 */
export function takeOwnerLock(path: string, options: { readonly kernelLocks: boolean }): OwnerLock {
  const lock = ownerFile(path);
  const own = `${process.pid} ${processIdentity(process.pid) ?? ""}`;
  for (let attempt = 0; ; attempt++) {
    if (createWith(lock, own)) return { release: () => rmSync(lock, { force: true }) };
    const owner = livingOwner(lock);
    const isSure = owner !== null && (owner.isCertain || !options.kernelLocks);
    if (isSure || attempt > 2) throw inUse(path, owner?.pid ?? null);
    rmSync(lock, { force: true });
  }
}

/** The error for a file that another process serves, naming it when it is known. */
export function inUse(
  path: string,
  pid: number | null = livingOwner(ownerFile(path))?.pid ?? null,
): TsbotError {
  const owner = pid === null || pid === process.pid ? "another process" : `the process ${pid}`;
  const message =
    pid === process.pid
      ? `'${path}' is open in this process already.`
      : `'${path}' is being served by ${owner} already.`;
  return new TsbotError("storage/in-use", message, {
    hint: "Stop that server first, or attach to it (`tsbot shell --connect`, `tsbot trigger`).",
    details: { pid },
  });
}

function ownerFile(path: string): string {
  return `${path}.owner`;
}

/** Creates the file with its content in one step, so that nobody ever reads half of it. False when it exists. */
function createWith(file: string, content: string): boolean {
  const temporary = `${file}.${randomUUID()}`;
  writeFileSync(temporary, content, { mode: 0o600, flag: "wx" });
  try {
    linkSync(temporary, file);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") return false;
    return createPlainly(file, content);
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** For file systems without hard links. */
function createPlainly(file: string, content: string): boolean {
  try {
    writeFileSync(file, content, { mode: 0o600, flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function livingOwner(lock: string): { readonly pid: number; readonly isCertain: boolean } | null {
  const [pidText = "", identity = ""] = readOwner(lock).split(" ");
  const pid = Number(pidText);
  if (!Number.isInteger(pid) || pid <= 0) return null;
  const running = processIdentity(pid);
  return running === null || running !== identity ? null : { pid, isCertain: identity !== "" };
}

function readOwner(lock: string): string {
  try {
    return readFileSync(lock, "utf8");
  } catch {
    return "";
  }
}
