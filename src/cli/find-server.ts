import { dirname } from "node:path";
import { TsbotError } from "../base/index.ts";
import { createClient, type ServerClient } from "./client.ts";
import type { CommandContext } from "./command.ts";
import type { ClientOptions } from "./options.ts";

/**
 * The server a command talks to: the one named by `--server`, otherwise the one running for the project that the
 * working directory is in. Throws `cli/no-server`.
 */
export async function findServer({
  options,
  environment,
  directory,
}: Pick<CommandContext<ClientOptions>, "options" | "environment" | "directory">): Promise<ServerClient> {
  const token = options.token ?? environment["TSBOT_AUTH_TOKEN"];
  if (options.server !== undefined) return createClient(options.server, token);
  const { readServerFile } = await import("../server/index.ts");
  for (const folder of foldersUpwards(directory)) {
    const file = await readServerFile(folder);
    if (file !== null) return createClient(file.url, token ?? file.token);
  }
  throw new TsbotError("cli/no-server", `No server is running for the project in ${directory}.`, {
    hint: "Start one with `tsbot run` or `tsbot shell --callback` in the project's folder, or name one with --server URL.",
  });
}

function* foldersUpwards(start: string): Generator<string> {
  for (let folder = start; ; folder = dirname(folder)) {
    yield folder;
    if (folder === dirname(folder)) return;
  }
}
