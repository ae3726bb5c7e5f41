import { type Clock, type JsonValue, type Logger, toErrorMessage } from "../base/index.ts";
import type { Diagnostic } from "../project/index.ts";
import { createJsonLogger, createTextLogger, type LogLevel, logLevel, withLogFile } from "./log.ts";
import { createProgress, type Progress } from "./progress.ts";
import { renderError, systemReason } from "./render-error.ts";
import { createStyle, type Style } from "./style.ts";
import type { Console, Environment, GlobalOptions } from "./surroundings.ts";
import { renderTable } from "./table.ts";

/**
 * The only place that writes to the console. Results for people go to standard output; with `--json` or `--sarif` only
 * data goes there, and everything else to standard error.
 */
export interface Output {
  /** For text given to {@link print} and {@link say}. */
  readonly style: Style;
  readonly isJson: boolean;
  /** Whether standard output is a terminal. */
  readonly isTerminal: boolean;
  readonly level: LogLevel;
  /** A line of the result. */
  print(line?: string): void;
  /** A remark: what happens, what to do next. Not with `--quiet`. */
  say(line?: string): void;
  /** Something to know that stops nothing; on standard error. */
  warn(message: string): void;
  /** What went wrong, where, and what to do; on standard error. A stack only with `--debug` or for our own mistakes. */
  fail(error: unknown): Promise<void>;
  /** Empties the screen of a terminal; elsewhere nothing. */
  clear(): void;
  /** The result as JSON on standard output. */
  data(value: JsonValue): void;
  /** One of many results: JSON on one line. */
  dataLine(value: JsonValue): void;
  /** Rows below headings, columns aligned; to where results go. */
  table(headings: readonly string[], rows: readonly (readonly string[])[]): void;
  /** Findings with file, line, excerpt and hint; to where results go. Files are looked for below `directory`. */
  diagnostics(diagnostics: readonly Diagnostic[], directory: string): Promise<void>;
  /** Long work: a spinner on a terminal, plain lines otherwise, nothing with `--quiet`; on standard error. */
  progress(text: string): Promise<Progress>;
  /** For code below the command line; on standard error. */
  readonly logger: Logger;
  /** The same, where standard error would write into what a person is typing: the lines that `show` takes go there. */
  loggerAbove(show: (line: string) => boolean): Logger;
  /** For a server: on standard output, as lines for people or one JSON object per line; and in a file. */
  createServerLogger(options: ServerLogOptions): Promise<Logger>;
}

/** How a server logs. */
export interface ServerLogOptions {
  readonly format: "text" | "json";
  readonly level: LogLevel;
  readonly clock: Clock;
  readonly file?: string;
}

/** Makes the output of one command from its global flags and the environment. */
export async function createOutput(
  { stdout, stderr }: Console,
  options: GlobalOptions,
  environment: Environment,
): Promise<Output> {
  const isJson = options.json === true || options.sarif === true;
  const level = logLevel(options, environment, "warn");
  const errorStyle = await createStyle(stderr, environment, options.color);
  const style = isJson ? errorStyle : await createStyle(stdout, environment, options.color);
  const people = isJson ? stderr : stdout;
  const print = (line = ""): void => {
    people.write(`${line}\n`);
  };
  return {
    style,
    isJson,
    isTerminal: stdout.isTTY === true,
    level,
    print,
    say: (line) => {
      if (options.quiet !== true) print(line);
    },
    warn: (message) => {
      stderr.write(`${errorStyle.yellow("warning:")} ${message}\n`);
    },
    fail: async (error) => {
      stderr.write(`${await renderError(error, errorStyle, options.debug === true)}\n`);
    },
    clear: () => {
      if (stdout.isTTY === true) stdout.write("\u001b[2J\u001b[3J\u001b[H");
    },
    data: (value) => {
      stdout.write(`${JSON.stringify(value, null, 2)}\n`);
    },
    dataLine: (value) => {
      stdout.write(`${JSON.stringify(value)}\n`);
    },
    table: (headings, rows) => {
      for (const line of renderTable(headings, rows, style)) print(line);
    },
    diagnostics: async (diagnostics, directory) => {
      const { renderDiagnostics } = await import("./render-diagnostics.ts");
      for (const block of await renderDiagnostics(diagnostics, directory, style)) print(`${block}\n`);
    },
    progress: (text) => createProgress(text, stderr, { isSilent: options.quiet === true, environment }),
    logger: createTextLogger(stderr, level, errorStyle),
    loggerAbove: (show) => {
      const write = (text: string): unknown => show(text.trimEnd()) || stderr.write(text);
      return createTextLogger({ write }, level, errorStyle);
    },
    createServerLogger: async ({ format, level: of, clock, file }) => {
      const logger =
        format === "json" ? await createJsonLogger(stdout, of) : createTextLogger(stdout, of, style, clock);
      return file === undefined ? logger : await withLogFile(logger, file, of);
    },
  };
}

/**
 * Tells, once, when output can no longer be written: its reader has left (`tsbot … | head`), the terminal is gone, or
 * the system refuses, which is then explained.
 */
export function watchConsole(
  { stdout, stderr }: NodeJS.Process,
  end: (reason: "SIGPIPE" | "SIGHUP" | "write error") => void,
): void {
  let hasEnded = false;
  const onError = (error: NodeJS.ErrnoException, explain?: (reason: string) => void): void => {
    if (hasEnded) return;
    hasEnded = true;
    if (error.code === "EPIPE") end("SIGPIPE");
    else if (error.code === "EIO") end("SIGHUP");
    else {
      explain?.(systemReason(error) ?? toErrorMessage(error));
      end("write error");
    }
  };
  stdout.on("error", (error) =>
    onError(error, (reason) => stderr.write(`error: Cannot write to standard output: ${reason}.\n`)),
  );
  stderr.on("error", (error) => onError(error));
}
