import type { IncomingMessage } from "node:http";
import { type JsonValue, parseJson, TsbotError } from "../base/index.ts";

/** Bytes of a request's body unless said otherwise: a megabyte. */
export const DEFAULT_BODY_LIMIT = 1_048_576;

/** Nesting beyond this is no message but an attack on whoever walks the value. */
const DEEPEST_NESTING = 100;

/**
 * Reads a request's body as UTF-8. Throws `server/body-too-large` (before reading, when the request says so) and
 * `server/encoded-body` for compressed bodies.
 */
export function readBody(request: IncomingMessage, limit: number): Promise<string> {
  const { "content-encoding": encoding, "content-length": length } = request.headers;
  if (encoding !== undefined && encoding !== "identity") return Promise.reject(encodedBody(encoding));
  if (Number(length ?? 0) > limit) return Promise.reject(bodyTooLarge(limit));
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > limit) {
        request.removeAllListeners("data");
        request.pause();
        reject(bodyTooLarge(limit));
        return;
      }
      chunks.push(chunk);
    });
    request.on("end", () => resolve(toText(chunks)));
    request.on("error", () => reject(aborted()));
    request.on("close", () => {
      // Comes after every request; making an error costs more than looking.
      if (!request.complete) reject(aborted());
    });
  });
}

function toText(chunks: readonly Buffer[]): string {
  const [only] = chunks;
  return only !== undefined && chunks.length === 1 ? only.toString() : Buffer.concat(chunks).toString();
}

/**
 * A body as JSON, whatever type it claims to be (as Rasa does, so that a plain `curl -d` is understood). Undefined
 * for an empty body. Throws `server/bad-json`.
 */
export function parseJsonBody(body: string): JsonValue | undefined {
  const text = withoutMark(body);
  if (text.trim() === "") return undefined;
  if (isTooDeep(text)) throw badJson(`It is nested more than ${DEEPEST_NESTING} levels deep.`);
  try {
    return parseJson(text);
  } catch (error) {
    throw badJson(error instanceof SyntaxError ? `${error.message}.` : "", error);
  }
}

/** A channel's body: JSON, the fields of a form, or text as it is. */
export function parseChannelBody(body: string, contentType: string | undefined): unknown {
  const text = withoutMark(body);
  if (text === "") return undefined;
  const type = contentType?.split(";", 1)[0]?.trim().toLowerCase() ?? "";
  if (type === "application/json" || type.endsWith("+json")) return parseJsonBody(text);
  // What `curl -d '{…}'` sends calls itself a form.
  if (/^\s*[[{]/.test(text)) return parseJsonBody(text);
  return type === "application/x-www-form-urlencoded" ? parseForm(text) : text;
}

/** Some editors and clients begin UTF-8 with a byte order mark, which belongs to no text. */
function withoutMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

function parseForm(text: string): Readonly<Record<string, string>> {
  const fields: Record<string, string> = Object.create(null);
  for (const [name, value] of new URLSearchParams(text)) fields[name] = value;
  return fields;
}

/** Counts brackets outside of strings, without building anything. */
function isTooDeep(text: string): boolean {
  if (text.length <= DEEPEST_NESTING) return false;
  let depth = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === QUOTE) index = endOfString(text, index);
    else if (code === OPEN_BRACE || code === OPEN_BRACKET) depth++;
    else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) depth--;
    if (depth > DEEPEST_NESTING) return true;
  }
  return false;
}

/** The index of the quote that ends a string, or the text's length. */
function endOfString(text: string, start: number): number {
  let index = start + 1;
  while (index < text.length && text.charCodeAt(index) !== QUOTE) {
    index += text.charCodeAt(index) === BACKSLASH ? 2 : 1;
  }
  return index;
}

const BACKSLASH = 0x5c;
const QUOTE = 0x22;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

function badJson(why: string, cause?: unknown): TsbotError {
  return new TsbotError("server/bad-json", "Failed when parsing body as json", {
    hint: `${why} Send JSON, for example {"text": "hello"}.`.trim(),
    ...(cause !== undefined && { cause }),
  });
}

/** Nobody is there any more to be told. */
function aborted(): TsbotError {
  return new TsbotError("server/aborted", "The client went away.");
}

function bodyTooLarge(limit: number): TsbotError {
  return new TsbotError("server/body-too-large", `The body is larger than ${limit} bytes.`);
}

function encodedBody(encoding: string): TsbotError {
  return new TsbotError(
    "server/encoded-body",
    `Bodies with the content encoding '${encoding}' are not read.`,
    {
      hint: "Send the body uncompressed.",
    },
  );
}
