import { resolveScalar } from "../yaml/scalars.ts";

/** Characters that YAML allows in a text without quotes around it: no controls, no line breaks of any kind, no BOM. */
const UNPRINTABLE = /[^\t\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]/u;

/** Indicators that would begin something else than a text. */
const INDICATOR = /^[-?:,[\]{}#&*!|>'"%@`=~]|^<<$|^\.\.\./;

/** Dates and numbers of other versions of YAML, which parsers besides ours take for such. */
const NUMBER_LIKE = /^[-+.]?\d[\dA-Fa-f_.:xXoObB+-]*(?:[tT ][\d:.]+)?[Zz]?$/;

/**
 * A text as a scalar on one line: plain where that means the same, otherwise in single or in double quotes. Only those of
 * `variables` hold environment variables.
 */
export function toScalar(text: string, variables: ReadonlySet<string>): string {
  if (UNPRINTABLE.test(text)) return doubleQuoted(text);
  return isPlain(text, variables.has(text)) ? text : `'${text.replaceAll("'", "''")}'`;
}

function isPlain(text: string, hasVariable: boolean): boolean {
  if (text === "" || text.trim() !== text || text.includes("\t")) return false;
  if (INDICATOR.test(text) || NUMBER_LIKE.test(text)) return false;
  // `$` would be an environment variable, and `: ` and ` #` a key and a comment.
  if ((text.includes("$") && !hasVariable) || /: | #|:$/.test(text)) return false;
  return resolveScalar(text) === text;
}

const SHORT: Readonly<Record<string, string>> = {
  "\0": "\\0",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  '"': '\\"',
  "\\": "\\\\",
};

/** In double quotes, everything that is not printable escaped. */
export function doubleQuoted(text: string): string {
  let quoted = "";
  for (const character of text) {
    const short = SHORT[character];
    if (short !== undefined) quoted += short;
    else quoted += UNPRINTABLE.test(character) ? escapeCharacter(character) : character;
  }
  return `"${quoted}"`;
}

function escapeCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, "0")}`;
  return `\\u${code.toString(16).padStart(4, "0")}`;
}

/** Whether a line can stand in a block text (`|`) as it is. */
export function isPrintable(line: string): boolean {
  return !UNPRINTABLE.test(line);
}

/**
 * Whether a text can be a block (`|`), whose indentation is that of its first line. Only whole lines are: a name that
 * has a line break in it is written in quotes, on one line.
 */
export function isBlockText(text: string): boolean {
  if (!text.endsWith("\n") || text.endsWith("\n\n") || /^\s/.test(text)) return false;
  return text.split("\n").every((line) => isPrintable(line) && (line === "" || line.trim() !== ""));
}
