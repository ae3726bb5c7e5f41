import { stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { TsbotError } from "../base/index.ts";
import { createClient, parseServerUrl, type ServerClient } from "./client.ts";
import type { CommandContext } from "./command.ts";
import type { ClientOptions } from "./options.ts";
import type { Environment } from "./surroundings.ts";

/** A server as the project that it runs for knows it. */
export interface KnownServer {
  readonly url: string;
  readonly token: string | undefined;
}

/**
 * The server a command talks to: the one named by `--server`, otherwise the one running for the project that the
 * working directory is in. Throws `cli/no-server`.
 */
export async function findServer({
  options,
  environment,
  directory,
  clock,
}: Pick<
  CommandContext<ClientOptions>,
  "options" | "environment" | "directory" | "clock"
>): Promise<ServerClient> {
  if (options.server !== undefined) {
    const given = options.token ?? environment["TSBOT_AUTH_TOKEN"];
    const token = given ?? (await ownToken(options.server, directory));
    return createClient(options.server, { token, clock });
  }
  const running = await findRunningServer(directory);
  if (running !== null) {
    const token = options.token ?? (await foundToken(running, environment));
    return createClient(running.url, { token, clock });
  }
  throw new TsbotError("cli/no-server", `No server is running for the project in ${directory}.`, {
    hint: "Start one with `tsbot run` or `tsbot shell --callback` in the project's folder, or name one with --server URL.",
  });
}

/** The token of a server that is this project's own, although it was named by its address. Throws `cli/usage`. */
export async function ownToken(server: string, directory: string): Promise<string | undefined> {
  const url = parseServerUrl(server);
  const running = await findRunningServer(directory);
  return running !== null && parseServerUrl(running.url) === url ? running.token : undefined;
}

/**
 * The token for a server that was found, not named: the environment's belongs to whatever runs on this machine, and is
 * sent to no other.
 */
export async function foundToken(
  { url, token }: KnownServer,
  environment: Environment,
): Promise<string | undefined> {
  const { isLoopback } = await import("../server/index.ts");
  const isHere = URL.canParse(url) && isLoopback(new URL(url).hostname);
  return (isHere ? environment["TSBOT_AUTH_TOKEN"] : undefined) ?? token;
}

/** The server running for the project that a folder is in. */
async function findRunningServer(directory: string): Promise<KnownServer | null> {
  const { readServerFile } = await import("../server/index.ts");
  for (let folder = directory; ; folder = dirname(folder)) {
    const file = await readServerFile(folder);
    if (file !== null) return { url: file.url, token: file.token };
    if (folder === dirname(folder) || (await isProject(folder))) return null;
  }
}

/** What is above a project is somebody else's. */
const PROJECT_MARKS = [".tsbot", "config.yml", "config.yaml", "domain.yml", "domain.yaml"];

async function isProject(folder: string): Promise<boolean> {
  const found = await Promise.all(
    PROJECT_MARKS.map((name) =>
      stat(join(folder, name)).then(
        () => true,
        () => false,
      ),
    ),
  );
  return found.includes(true);
}
