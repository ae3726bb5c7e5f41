import type { CommandContext } from "./command.ts";
import type { PathOptions, ServerOptions } from "./options.ts";
import { toProjectPaths } from "./project-paths.ts";
import type { ServeOptions } from "./serve.ts";

const DEFAULT_PORT = 5005;

/** What the flags of `run` and `shell` say about serving a project; secrets may come from the environment instead. */
export function toServeOptions({
  options,
  environment,
  directory,
  clock,
}: Pick<
  CommandContext<ServerOptions & PathOptions>,
  "options" | "environment" | "directory" | "clock"
>): Omit<ServeOptions, "logger"> {
  const token = options.authToken ?? environment["TSBOT_AUTH_TOKEN"];
  const jwtSecret = options.jwtSecret ?? environment["TSBOT_JWT_SECRET"];
  return {
    paths: toProjectPaths(directory, options),
    environment,
    host: options.interface ?? "127.0.0.1",
    port: options.port ?? DEFAULT_PORT,
    auth: {
      ...(token !== undefined && { token }),
      ...(jwtSecret !== undefined && { jwt: { secret: jwtSecret, method: options.jwtMethod ?? "HS256" } }),
    },
    cors: options.cors ?? [],
    insecure: options.insecure === true,
    api: true,
    ...(options.connector !== undefined && { connector: options.connector }),
    clock,
  };
}
