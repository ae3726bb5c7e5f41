/** Facts of a log line. Tokens and what people wrote do not belong here unless the operator asked for them. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Where the running system reports to. The CLI chooses the implementation; tests pass {@link silentLogger}. */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

/** Says nothing. */
export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {} };
