import { TsbotError } from "../base/index.ts";
import type { ServerAuth } from "../server/index.ts";
import type { CommandContext } from "./command.ts";
import type { PathOptions, ServerOptions } from "./options.ts";
import { toProjectPaths } from "./project-paths.ts";
import type { ServeOptions } from "./serve.ts";
import type { Environment } from "./surroundings.ts";

const DEFAULT_PORT = 5005;

/**
 * What the flags of `run` and `shell` say about serving a project; secrets may come from the environment instead.
 * Throws `cli/usage`.
 */
export function toServeOptions(
  context: CommandContext<ServerOptions & PathOptions>,
): Omit<ServeOptions, "logger"> {
  const { options, environment, directory, clock, output, crash } = context;
  const paths = toProjectPaths(directory, options);
  let isReported = false;
  return {
    paths,
    environment,
    host: options.interface ?? "127.0.0.1",
    port: options.port ?? DEFAULT_PORT,
    auth: toAuth(options, environment),
    cors: options.cors ?? [],
    insecure: options.insecure === true,
    api: options.enableApi === true,
    ...(options.connector !== undefined && { connector: options.connector }),
    ...(options.requestTimeout !== undefined && { requestTimeout: toMilliseconds(options.requestTimeout) }),
    withRest: true,
    onCrash: crash,
    // A start that is tried again on another port has nothing new to say.
    async report(diagnostics) {
      if (!isReported) await output.diagnostics(diagnostics, paths.directory);
      isReported = true;
    },
    clock,
  };
}

/** Longer than this timers cannot be set. */
const LONGEST_TIMEOUT = 2 ** 31 - 1;

/** Node takes whole milliseconds only, and nothing but 0 may mean "never". */
function toMilliseconds(seconds: number): number {
  return seconds === 0 ? 0 : Math.min(LONGEST_TIMEOUT, Math.max(1, Math.round(seconds * 1000)));
}

function toAuth(options: ServerOptions, environment: Environment): ServerAuth {
  const token = options.authToken ?? environment["TSBOT_AUTH_TOKEN"];
  const secret = options.jwtSecret ?? environment["TSBOT_JWT_SECRET"];
  const privateKey = options.jwtPrivateKey ?? environment["TSBOT_JWT_PRIVATE_KEY"];
  const method = options.jwtMethod ?? "HS256";
  if (secret === undefined) {
    // Passed over, it would leave a server open that was meant to be closed.
    if (options.jwtMethod !== undefined) throw withoutSecret("--jwt-method");
    if (privateKey !== undefined) throw withoutSecret("--jwt-private-key");
  }
  return {
    ...(token !== undefined && { token }),
    ...(secret !== undefined && {
      jwt: { secret, method, ...(privateKey !== undefined && { privateKey }) },
    }),
  };
}

function withoutSecret(flag: string): TsbotError {
  return new TsbotError("cli/usage", `${flag} means nothing without --jwt-secret.`, {
    hint: "Give the secret, or the public key as PEM, with --jwt-secret or the variable TSBOT_JWT_SECRET.",
  });
}
