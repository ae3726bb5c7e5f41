import { dirname } from "node:path";
import { TsbotError } from "../base/index.ts";
import { createClient, parseServerUrl, type ServerClient } from "./client.ts";
import type { CommandContext } from "./command.ts";
import type { ClientOptions } from "./options.ts";

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
  const given = options.token ?? environment["TSBOT_AUTH_TOKEN"];
  if (options.server !== undefined) {
    const token = given ?? (await ownToken(options.server, directory));
    return createClient(options.server, { token, clock });
  }
  const running = await findRunningServer(directory);
  if (running !== null) return createClient(running.url, { token: given ?? running.token, clock });
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

async function findRunningServer(directory: string): Promise<KnownServer | null> {
  const { readServerFile } = await import("../server/index.ts");
  for (const folder of foldersUpwards(directory)) {
    const file = await readServerFile(folder);
    if (file !== null) return { url: file.url, token: file.token };
  }
  return null;
}

function* foldersUpwards(start: string): Generator<string> {
  for (let folder = start; ; folder = dirname(folder)) {
    yield folder;
    if (folder === dirname(folder)) return;
  }
}
