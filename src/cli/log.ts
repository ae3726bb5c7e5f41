import { createWriteStream, openSync } from "node:fs";
import { inspect } from "node:util";
import { type Clock, type LogFields, type Logger, toIsoTime } from "../base/index.ts";
import type { Style } from "./style.ts";
import type { ConsoleStream, Environment, GlobalOptions } from "./surroundings.ts";
import { plainText } from "./table.ts";

/** From the least to the most important. */
const LEVELS = ["debug", "info", "warn", "error"] as const;

export type LogLevel = (typeof LEVELS)[number];

/** The level by flags, then by the environment variable LOG_LEVEL as Rasa does, then the command's own. */
export function logLevel(options: GlobalOptions, environment: Environment, fallback: LogLevel): LogLevel {
  if (options.debug === true) return "debug";
  if (options.quiet === true) return "warn";
  if (options.verbose === true) return "info";
  const wanted = environment["LOG_LEVEL"]?.toLowerCase();
  if (wanted === "warning") return "warn";
  return LEVELS.find((level) => level === wanted) ?? fallback;
}

/** Lines for people: time (when a clock is given), level, message, then `key=value`; a `stack` on lines of its own. */
export function createTextLogger(
  stream: ConsoleStream,
  level: LogLevel,
  style: Style,
  clock?: Clock,
): Logger {
  const paint: Record<LogLevel, (text: string) => string> = {
    debug: style.dim,
    info: style.cyan,
    warn: style.yellow,
    error: style.red,
  };
  const write = (of: LogLevel, message: string, fields: LogFields = {}): void => {
    if (LEVELS.indexOf(of) < LEVELS.indexOf(level)) return;
    const time = clock === undefined ? "" : `${style.dim(toIsoTime(clock.now()).slice(11, 19))} `;
    const { stack, ...rest } = fields;
    const facts = Object.entries(rest).map(([key, value]) => style.dim(` ${key}=${factText(value)}`));
    stream.write(`${time}${paint[of](of.padEnd(5))} ${plainText(message)}${facts.join("")}\n`);
    const { error } = fields;
    if (typeof stack === "string") stream.write(`${style.dim(stackText(stack))}\n`);
    else if (level === "debug" && error instanceof Error)
      stream.write(`${style.dim(stackText(inspect(error)))}\n`);
  };
  return {
    debug: (message, fields) => write("debug", message, fields),
    info: (message, fields) => write("info", message, fields),
    warn: (message, fields) => write("warn", message, fields),
    error: (message, fields) => write("error", message, fields),
  };
}

function factText(value: unknown): string {
  if (value instanceof Error) return JSON.stringify(plainText(value.message));
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? String(value));
  return /^[\w./:@+-]*$/.test(text) ? text : JSON.stringify(plainText(text));
}

function stackText(stack: string): string {
  return stack
    .split("\n")
    .map((line) => `      ${plainText(line)}`)
    .join("\n");
}

/** One JSON object per line, for log collectors (pino). */
export async function createJsonLogger(stream: ConsoleStream, level: LogLevel): Promise<Logger> {
  const { pino, stdTimeFunctions } = await import("pino");
  const log = pino(
    {
      level,
      base: { pid: process.pid },
      messageKey: "message",
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { error: (value: unknown) => (value instanceof Error ? value.message : value) },
    },
    { write: (line: string) => void stream.write(line) },
  );
  return {
    debug: (message, fields) => log.debug(fields ?? {}, message),
    info: (message, fields) => log.info(fields ?? {}, message),
    warn: (message, fields) => log.warn(fields ?? {}, message),
    error: (message, fields) => log.error(fields ?? {}, message),
  };
}

/**
 * A logger that also appends to a file, as JSON lines. Throws what the file system says when the file cannot be opened;
 * when it cannot be written to later, says so once and goes on.
 */
export async function withLogFile(logger: Logger, path: string, level: LogLevel): Promise<Logger> {
  const file = createWriteStream(path, { fd: openSync(path, "a") });
  let isBroken = false;
  file.on("error", (error) => {
    if (!isBroken) logger.error("the log file cannot be written to any more", { error });
    isBroken = true;
  });
  const copy = await createJsonLogger({ write: (line) => isBroken || file.write(line) }, level);
  const write = (of: LogLevel, message: string, fields?: LogFields): void => {
    logger[of](message, fields);
    copy[of](message, fields);
  };
  return {
    debug: (message, fields) => write("debug", message, fields),
    info: (message, fields) => write("info", message, fields),
    warn: (message, fields) => write("warn", message, fields),
    error: (message, fields) => write("error", message, fields),
  };
}
