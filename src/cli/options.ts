import type { OptionDefinition } from "./command.ts";

/** Where a project's files are; the names are Rasa's. */
export const pathOptions = [
  { flags: "-d, --domain <path>", summary: "domain file or folder", fallback: "domain.yml" },
  { flags: "-c, --config <file>", summary: "pipeline and policies", fallback: "config.yml" },
  {
    flags: "--data <paths...>",
    summary: "files and folders of NLU data, stories and rules",
    fallback: "data",
  },
  { flags: "--endpoints <file>", summary: "action server, stores", fallback: "endpoints.yml" },
  { flags: "--credentials <file>", summary: "channels", fallback: "credentials.yml" },
] as const satisfies readonly OptionDefinition[];

/** Rasa's flags that are not there, with what to do instead. */
function refused(flags: readonly string[], instead: string): readonly OptionDefinition[] {
  return flags.map((name) => ({ flags: name, summary: "", refused: instead }));
}

/** How a server is opened to others; the names are Rasa's. */
export const serverOptions = [
  { flags: "-m, --model <path>", summary: "model file, or folder to take the newest of", fallback: "models" },
  { flags: "-i, --interface <address>", summary: "address to listen on", fallback: "127.0.0.1" },
  { flags: "-p, --port <number>", summary: "port, 0 takes a free one", kind: "port", fallback: "5005" },
  { flags: "--connector <name>", summary: "use only this channel of the credentials" },
  { flags: "-t, --auth-token <token>", summary: "token that API requests must carry (or TSBOT_AUTH_TOKEN)" },
  { flags: "--jwt-secret <key>", summary: "secret or public key of signed tokens (or TSBOT_JWT_SECRET)" },
  { flags: "--jwt-method <name>", summary: "algorithm of signed tokens", fallback: "HS256" },
  {
    flags: "--jwt-private-key <key>",
    summary: "with a public key: what this project's own commands sign with (or TSBOT_JWT_PRIVATE_KEY)",
  },
  { flags: "--cors <origins...>", summary: "web pages that may call the API, * for all" },
  {
    flags: "--request-timeout <seconds>",
    summary: "how long a request may take to arrive",
    kind: "seconds",
    fallback: "30",
  },
  { flags: "--enable-api", summary: "open the whole HTTP API, not only to this project's own commands" },
  { flags: "--insecure", summary: "allow an address others can reach without a token" },
  ...refused(
    ["--response-timeout <seconds>"],
    "Each action has its own limit: `timeout` of defineAction, a minute for an action server.",
  ),
  ...refused(
    ["--use-syslog", "--syslog-address <host>", "--syslog-port <port>", "--syslog-protocol <name>"],
    "The log goes to standard output: let systemd or the container collect it, pipe it into `logger`, or use --log-file.",
  ),
  ...refused(
    ["--remote-storage <name>"],
    "Fetch the model first, for example with `aws s3 cp`, and name it with --model.",
  ),
  ...refused(
    ["--ssl-certificate <file>", "--ssl-keyfile <file>", "--ssl-ca-file <file>", "--ssl-password <text>"],
    "Put a proxy in front that speaks https (Caddy, nginx, the load balancer) and leave the server on 127.0.0.1.",
  ),
] as const satisfies readonly OptionDefinition[];

/** How a command finds the running server it talks to. */
export const clientOptions = [
  { flags: "--server <url>", summary: "the server; default: the one running for this project" },
  { flags: "--token <token>", summary: "its token (or TSBOT_AUTH_TOKEN)" },
] as const satisfies readonly OptionDefinition[];

/** Output as data. */
export const jsonOption = {
  flags: "--json",
  summary: "print JSON on standard output, messages on standard error",
} as const satisfies OptionDefinition;

/** Flags of every command. */
export const globalOptions = [
  { flags: "-v, --verbose", summary: "say more" },
  { flags: "--debug", summary: "say everything, with stacks of errors (also -vv)" },
  { flags: "--quiet", summary: "only results, warnings and errors" },
  { flags: "--no-color", summary: "plain text (also NO_COLOR)" },
] as const satisfies readonly OptionDefinition[];

/** The options of {@link pathOptions} as parsed. */
export interface PathOptions {
  readonly domain?: string;
  readonly config?: string;
  readonly data?: readonly string[];
  readonly endpoints?: string;
  readonly credentials?: string;
}

/** The options of {@link serverOptions} as parsed. */
export interface ServerOptions {
  readonly model?: string;
  readonly interface?: string;
  readonly port?: number;
  readonly connector?: string;
  readonly authToken?: string;
  readonly jwtSecret?: string;
  readonly jwtMethod?: string;
  readonly jwtPrivateKey?: string;
  readonly requestTimeout?: number;
  readonly cors?: readonly string[];
  readonly enableApi?: true;
  readonly insecure?: true;
}

/** The options of {@link clientOptions} as parsed. */
export interface ClientOptions {
  readonly server?: string;
  readonly token?: string;
}
