/** A piece of TypeScript: a name or number, a text without its quotes, or a sign. */
export interface CodeToken {
  readonly kind: "name" | "text" | "sign";
  readonly text: string;
  /** Offsets in UTF-16 units, of a text without its quotes. */
  readonly start: number;
  readonly end: number;
}

const NAME = /[\p{L}\p{N}_$]+/uy;
const BLANK = /(?:\s+|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$))+/y;
const STRING = /"(?:[^"\\\n]|\\[\s\S])*"?|'(?:[^'\\\n]|\\[\s\S])*'?/y;
const REGEX = /\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/\w*/y;
/** Up to the next `${`, or the end. */
const TEMPLATE = /(?:[^`\\$]|\\[\s\S]|\$(?!\{))*/y;

/** After these a slash begins a regular expression; after a value it divides. */
const BEFORE_REGEX = /^(?:[([{,;:=!&|?+\-*%<>~^]|return|typeof|case|in|of|await|yield|=>)$/;

/**
 * Splits TypeScript into names, texts and signs, in order. Comments and regular expressions are left out; of a template
 * text that holds values, the pieces between them are texts. Enough to find what is written out; it does not parse, and
 * what is no TypeScript gives some tokens or other.
 */
export function readTokens(source: string): readonly CodeToken[] {
  const reader: TokenReader = { source, at: 0, tokens: [], templates: [] };
  while (reader.at < source.length) readNext(reader);
  return reader.tokens;
}

interface TokenReader {
  readonly source: string;
  at: number;
  readonly tokens: CodeToken[];
  /** How deep in braces each open template's value is. */
  readonly templates: number[];
}

function readNext(reader: TokenReader): void {
  const { source, tokens, templates } = reader;
  const skipped = match(reader, BLANK) ?? (isRegexPlace(tokens.at(-1)) ? match(reader, REGEX) : null);
  if (skipped !== null) {
    reader.at += skipped.length;
    return;
  }
  const text = match(reader, STRING);
  if (text !== null) {
    const inner = text.slice(1, isClosed(text) ? -1 : undefined);
    tokens.push({ kind: "text", text: inner, start: reader.at + 1, end: reader.at + 1 + inner.length });
    reader.at += text.length;
    return;
  }
  const name = match(reader, NAME);
  if (name !== null) {
    push(reader, "name", name);
    return;
  }
  const sign = source[reader.at] as string;
  const endsValue = sign === "}" && templates.at(-1) === 0;
  if (endsValue) templates.pop();
  if (sign !== "`" && !endsValue) {
    countBraces(templates, sign);
    push(reader, "sign", sign);
    return;
  }
  reader.at++;
  readTemplate(reader);
}

function match({ source, at }: TokenReader, pattern: RegExp): string | null {
  pattern.lastIndex = at;
  return pattern.exec(source)?.[0] ?? null;
}

function push(reader: TokenReader, kind: CodeToken["kind"], text: string): void {
  reader.tokens.push({ kind, text, start: reader.at, end: reader.at + text.length });
  reader.at += text.length;
}

/** From the first character after a backtick, or after the brace that ends a value. */
function readTemplate(reader: TokenReader): void {
  push(reader, "text", match(reader, TEMPLATE) ?? "");
  const isValue = reader.source.startsWith("${", reader.at);
  if (isValue) reader.templates.push(0);
  reader.at += isValue ? 2 : 1;
}

function isClosed(text: string): boolean {
  return text.length > 1 && text.endsWith(text[0] as string);
}

function isRegexPlace(before: CodeToken | undefined): boolean {
  return before === undefined || (before.kind !== "text" && BEFORE_REGEX.test(before.text));
}

function countBraces(templates: number[], sign: string): void {
  const depth = templates.at(-1);
  if (depth === undefined) return;
  if (sign === "{") templates[templates.length - 1] = depth + 1;
  if (sign === "}") templates[templates.length - 1] = depth - 1;
}
