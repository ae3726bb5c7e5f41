import { open, rm } from "node:fs/promises";
import { join } from "node:path";
import {
  isJsonObject,
  type JsonValue,
  parseJson,
  processIdentity,
  writeFileAtomically,
} from "../base/index.ts";
import type { ServerAuth } from "./auth.ts";

/** How commands in the same project find the running server. */
export interface ServerFile {
  readonly url: string;
  readonly pid: number;
  /** What the API is called with; undefined when it is open. */
  readonly token?: string;
}

/** Notes the running server in `.tsbot/server.json`, readable by its owner only: it holds a token. */
export async function writeServerFile(
  directory: string,
  { url, auth }: { readonly url: string; readonly auth: ServerAuth },
): Promise<void> {
  const token = auth.token ?? (await createLocalToken(auth));
  const { pid } = process;
  const content = { url, pid, started: processIdentity(pid), ...(token !== undefined && { token }) };
  await writeFileAtomically(pathIn(directory), `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
}

/**
 * The server that runs for a project; null when there is none, when the file was left behind by a crash, and when it is
 * not what {@link writeServerFile} made: in a folder that others can write to, anybody could name a server to send tokens to.
 */
export async function readServerFile(directory: string): Promise<ServerFile | null> {
  const content = await readContent(directory);
  if (!isJsonObject(content)) return null;
  const { url, pid, started, token } = content;
  if (typeof url !== "string" || typeof pid !== "number") return null;
  if (processIdentity(pid) !== started) return null;
  return { url, pid, ...(typeof token === "string" && { token }) };
}

/** Removes the file unless another server has written its own meanwhile. */
export async function removeServerFile(directory: string): Promise<void> {
  const content = await readContent(directory);
  if (isJsonObject(content) && content["pid"] === process.pid) await rm(pathIn(directory), { force: true });
}

function pathIn(directory: string): string {
  return join(directory, ".tsbot", "server.json");
}

async function readContent(directory: string): Promise<JsonValue | null> {
  try {
    const file = await open(pathIn(directory), "r");
    try {
      return isPrivate(await file.stat()) ? parseJson(await file.readFile("utf8")) : null;
    } finally {
      await file.close();
    }
  } catch {
    return null;
  }
}

/** Ours, and nobody else's to read or write; of the file that is open, as the path may be another's by now. */
function isPrivate({ uid, mode }: { readonly uid: number; readonly mode: number }): boolean {
  // Windows has neither.
  if (process.getuid === undefined) return true;
  return uid === process.getuid() && (mode & 0o077) === 0;
}

/** With JWT alone, an administrator's token; signing needs the secret itself or a private key, which a public key is not. */
async function createLocalToken({ jwt }: ServerAuth): Promise<string | undefined> {
  const key = jwt?.method.startsWith("HS") === true ? jwt.secret : jwt?.privateKey;
  if (jwt === undefined || key === undefined) return undefined;
  const { default: jsonwebtoken } = await import("jsonwebtoken");
  return jsonwebtoken.sign({ user: { username: "tsbot", role: "admin" } }, key, {
    algorithm: jwt.method as "HS256",
    noTimestamp: true,
  });
}
