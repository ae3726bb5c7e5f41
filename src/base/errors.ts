/** A place in one of the user's files. Lines and columns count from 1, columns in code points. */
export interface SourcePosition {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine?: number;
  readonly endColumn?: number;
}

/** What a {@link TsbotError} carries besides its code and message. */
export interface TsbotErrorOptions {
  readonly at?: SourcePosition;
  /** What to do about it, as one or two sentences. */
  readonly hint?: string;
  /** Machine-readable facts, for example `{ parameter: "name", in: "body" }`. Never secrets or user text. */
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

const MARKER = Symbol.for("tsbot.error");

/**
 * The one error class for everything a person can mend. `code` is `folder/what-is-wrong` and stable; `message` says
 * what went wrong with the person's own word in quotes; `hint` says what to do. Programming mistakes are `TypeError`s.
 */
export class TsbotError extends Error {
  readonly code: string;
  readonly at: SourcePosition | undefined;
  readonly hint: string | undefined;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: string, message: string, options: TsbotErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "TsbotError";
    this.code = code;
    this.at = options.at;
    this.hint = options.hint;
    this.details = options.details ?? {};
    Object.defineProperty(this, MARKER, { value: true });
  }

  /** Recognises tsbot's errors also when two copies of the package are loaded. */
  static isInstance(error: unknown): error is TsbotError {
    return typeof error === "object" && error !== null && MARKER in error;
  }
}

/** Causes of causes, and errors of several errors, that are told. */
const DEEPEST_TOLD = 5;

/** The text of any thrown value, without a stack. */
export function toErrorMessage(error: unknown): string {
  return messageWithin(error, DEEPEST_TOLD);
}

/** @param depth how deep errors within errors are told: nobody keeps one from being among its own. */
function messageWithin(error: unknown, depth: number): string {
  if (error instanceof AggregateError && error.message === "") {
    return error.errors.map((part) => (depth === 0 ? "…" : messageWithin(part, depth - 1))).join("; ");
  }
  if (error instanceof Error) return error.message;
  try {
    return String(error);
  } catch {
    // An object without a prototype has no text of its own.
    return Object.prototype.toString.call(error);
  }
}

/** The stack of a thrown value and of what caused it: for logs, where nobody foresaw the error. */
export function toErrorStack(error: unknown): string {
  return stackWithin(error, DEEPEST_TOLD);
}

function stackWithin(error: unknown, depth: number): string {
  if (!(error instanceof Error)) return toErrorMessage(error);
  const own = error.stack ?? `${error.name}: ${error.message}`;
  if (error.cause === undefined) return own;
  return `${own}\nCaused by: ${depth === 0 ? "…" : stackWithin(error.cause, depth - 1)}`;
}

/** Ends a `switch` over a union: a new member no longer compiles until it is handled. */
export function assertNever(value: never): never {
  throw new TypeError(`Unexpected value: ${JSON.stringify(value)}`);
}
