import type { JsonValue } from "../base/index.ts";

/** A value as Python's `str()` writes it, which is what Rasa puts into responses: `None`, `True`, `['a', 'b']`. */
export function toPythonText(value: JsonValue): string {
  return typeof value === "string" ? value : toPythonLiteral(value);
}

function toPythonLiteral(value: JsonValue): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "number") return String(value);
  if (typeof value === "string") return quote(value);
  if (Array.isArray(value)) return `[${value.map(toPythonLiteral).join(", ")}]`;
  const members = Object.entries(value).map(([key, item]) => `${quote(key)}: ${toPythonLiteral(item)}`);
  return `{${members.join(", ")}}`;
}

const ESCAPES: Readonly<Record<string, string>> = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** As Python's `repr()`: in double quotes only where that saves escaping single ones. */
function quote(text: string): string {
  const escaped = text.replaceAll(/[\\\p{Cc}]/gu, (unit) => ESCAPES[unit] ?? `\\x${hexadecimal(unit)}`);
  return escaped.includes("'") && !escaped.includes('"')
    ? `"${escaped}"`
    : `'${escaped.replaceAll("'", "\\'")}'`;
}

function hexadecimal(unit: string): string {
  return unit.charCodeAt(0).toString(16).padStart(2, "0");
}
