import { isJsonObject, type JsonValue } from "../../base/index.ts";
import { isBlockText, toScalar } from "./yaml-scalars.ts";

/** Texts that hold an environment variable; others that look like one are quoted, so that nothing fills them in. */
type Variables = ReadonlySet<string>;

const NO_VARIABLES: Variables = new Set();

/**
 * A value as YAML in the layout of Rasa's own files: lists at the column of their key, texts of several lines as blocks.
 * Reading it gives the value again. Throws a `TypeError` for numbers that are not finite.
 */
export function toYaml(value: JsonValue, variables: Variables = NO_VARIABLES): string {
  return `${literally(lines(value, variables).join("\n"))}\n`;
}

/** The lines of a value that stands in a column of its own. */
function lines(value: JsonValue, variables: Variables): readonly string[] {
  if (Array.isArray(value) && value.length > 0) return value.flatMap((item) => itemLines(item, variables));
  if (isJsonObject(value) && Object.keys(value).length > 0) {
    return Object.entries(value).flatMap(([key, item]) =>
      entryLines(toScalar(key, variables), item, variables),
    );
  }
  if (isBlock(value)) return blockLines(value, "");
  return [inline(value, variables)];
}

function itemLines(item: JsonValue, variables: Variables): readonly string[] {
  if (isBlock(item)) return blockLines(item, "- ");
  const [first = "", ...others] = lines(item, variables);
  return [`- ${first}`, ...others.map((line) => indent(line, "  "))];
}

function entryLines(key: string, value: JsonValue, variables: Variables): readonly string[] {
  if (isBlock(value)) return blockLines(value, `${key}: `);
  if (Array.isArray(value) && value.length > 0) return [`${key}:`, ...lines(value, variables)];
  if (isJsonObject(value) && Object.keys(value).length > 0) {
    return [`${key}:`, ...lines(value, variables).map((line) => indent(line, "  "))];
  }
  return [`${key}: ${inline(value, variables)}`];
}

function isBlock(value: JsonValue): value is string {
  return typeof value === "string" && isBlockText(value);
}

function blockLines(text: string, before: string): readonly string[] {
  const body = text.slice(0, -1).split("\n");
  return [`${before}|`, ...body.map((line) => indent(line, "  "))];
}

function indent(line: string, by: string): string {
  return line === "" ? "" : by + line;
}

function inline(value: JsonValue, variables: Variables): string {
  if (typeof value === "string") return toScalar(value, variables);
  if (Array.isArray(value)) return "[]";
  if (isJsonObject(value)) return "{}";
  if (typeof value === "number" && !Number.isFinite(value)) {
    throw new TypeError("YAML of project files has no number that is not finite.");
  }
  return String(value);
}

/**
 * In a file that is pure ASCII, Rasa (and so tsbot) decodes `\u00e9` wherever it stands, in blocks too. A comment that
 * is not ASCII keeps such a text as it is.
 */
function literally(text: string): string {
  const isDecoded = /\\u[0-9a-fA-F]{4}|\\U[0-9a-fA-F]{8}/.test(text) && !/[^\0-\x7f]/.test(text);
  return isDecoded ? `# Every “\\u” below is meant as it stands.\n${text}` : text;
}
