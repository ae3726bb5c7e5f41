import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { isJsonObject, parseJson, processIdentity, writeFileAtomically } from "../base/index.ts";

/** How other commands find a project's running server. */
export interface ServerFile {
  readonly url: string;
  readonly pid: number;
  /** The server's token, for commands of the same user; absent without one. */
  readonly token?: string;
}

function pathOf(directory: string): string {
  return join(directory, ".tsbot", "server.json");
}

/** Writes `.tsbot/server.json`, readable by its owner alone. */
export async function writeServerFile(
  directory: string,
  { url, token }: { readonly url: string; readonly token: string | null },
): Promise<void> {
  const { pid } = process;
  const content = { url, pid, started: processIdentity(pid), ...(token !== null && { token }) };
  await writeFileAtomically(pathOf(directory), `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
}

/** The project's running server, or null: none, or what a dead one left behind. */
export async function readServerFile(directory: string): Promise<ServerFile | null> {
  const text = await readFile(pathOf(directory), "utf8").catch(() => null);
  if (text === null) return null;
  try {
    const value = parseJson(text);
    if (!isJsonObject(value)) return null;
    const { url, pid, started, token } = value;
    if (typeof url !== "string" || typeof pid !== "number") return null;
    const running = processIdentity(pid);
    if (running === null || running !== started) return null;
    return { url, pid, ...(typeof token === "string" && { token }) };
  } catch {
    return null;
  }
}

/** Removes the file if it is this process's own. */
export async function removeServerFile(directory: string): Promise<void> {
  const file = await readServerFile(directory);
  if (file?.pid === process.pid) await rm(pathOf(directory), { force: true });
}
