import type { Clock } from "../base/index.ts";
import type { Output } from "./output.ts";
import type { Environment, GlobalOptions } from "./surroundings.ts";

/** One line of the command table: everything help and parsing need, without the code that does the work. */
export interface CommandDefinition {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** Further sentences for the command's own help. */
  readonly details?: string;
  readonly arguments?: readonly { readonly syntax: string; readonly summary: string }[];
  readonly options?: readonly OptionDefinition[];
  readonly examples?: readonly string[];
  readonly commands?: readonly CommandDefinition[];
  /** Which options of the command above mean something here, for the help (as parsed: `model`); default: all. */
  readonly inherits?: readonly string[];
  /** Loads the command's code; absent when only its subcommands can be run. */
  readonly load?: () => Promise<RunCommand<never>>;
  /** Works, but is not listed (another spelling of a listed command). */
  readonly hidden?: boolean;
}

export interface OptionDefinition {
  /** In commander's syntax, e.g. `-p, --port <number>`. */
  readonly flags: string;
  readonly summary: string;
  /** Shown in the help; the command applies it. */
  readonly fallback?: string;
  /** Checked while parsing, so that a wrong value is a usage error (exit code 2). */
  readonly kind?: "integer" | "seconds" | "port" | "id";
  readonly choices?: readonly string[];
  /** Can be given several times; the values are collected. */
  readonly repeatable?: boolean;
  readonly hidden?: boolean;
  /** Understood only to be refused (exit code 2), with this sentence on what to do instead; not listed. */
  readonly refused?: string;
}

/** Runs a command and gives its exit code: 0 ok, 1 the project or the server says no, 2 wrong usage, 130 interrupted. */
export type RunCommand<Options> = (context: CommandContext<Options>) => Promise<number>;

/** What a command may use of the outside world. */
export interface CommandContext<Options> {
  readonly args: readonly string[];
  readonly options: Options & GlobalOptions;
  readonly output: Output;
  readonly clock: Clock;
  readonly environment: Environment;
  /** The working directory, absolute. */
  readonly directory: string;
  /** Whether a person can be asked: standard input and output are terminals, and CI is not set. */
  readonly interactive: boolean;
  /**
   * Aborted by the first SIGINT, SIGTERM or SIGHUP, or when output can no longer be written, once {@link interruption}
   * was called; a second signal kills the process.
   */
  interruption(): AbortSignal;
  /** Aborts the same signal, with exit code 1: an error came up where nobody could catch it. */
  crash(): void;
}
