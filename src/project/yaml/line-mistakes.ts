import type { Explanation } from "./quoting-mistakes.ts";
import { inQuotes, lineFrom, lineStartOf, linesAbove, valueOnLine } from "./written-lines.ts";

/** A colon that makes a key. */
const COLON = /:(?:\s|$)/;

/** What is wrong with how the lines around an offset stand to each other; null when nothing known is. */
export function explainLines(reason: string, source: string, at: number): Explanation | null {
  return (
    explainBareBlock(source, at) ??
    explainTightDash(source, at) ??
    (isAboutColons(reason, source, at) ? explainColon(source, at) : null) ??
    (reason.includes("bad indentation") ? explainIndentation(source, at) : null) ??
    (reason.includes("end of the stream or a document") ? explainMixture(source, at) : null)
  );
}

/** The lines of an `examples: |` or `text: >` that are not indented below it. */
function explainBareBlock(source: string, at: number): Explanation | null {
  let below = lineStartOf(source, at);
  let isFirst = true;
  for (const start of linesAbove(source, at)) {
    const line = lineFrom(source, below);
    // A line that is a key of its own ends the search: what is above it has been understood.
    if (!isFirst && COLON.test(line)) return null;
    const header = /^(\s*(?:- +)*)([^\s:][^:]*):\s+([|>])[-+\d]*(?:\s+#.*)?$/.exec(lineFrom(source, start));
    if (header !== null) {
      const [, indent = "", key = "", bar = ""] = header;
      if (indentOf(line) > indent.length || isEntry(line)) return null;
      return {
        ...placeOfLine(source, below),
        message: `This line belongs to the text of '${key}:', but is not indented below it.`,
        hint: `Indent the lines after \`${key}: ${bar}\` deeper than '${key}': by ${indent.length + 2} blanks.`,
      };
    }
    below = start;
    isFirst = false;
  }
  return null;
}

/** `- intent: greet`, which is no line of a text. */
function isEntry(line: string): boolean {
  return /^\s*(?:- +)?\w+:(?:\s|$)/.test(line);
}

/** `-intent: greet`, on the line itself or on the one before it in the same column. */
function explainTightDash(source: string, at: number): Explanation | null {
  const own = lineStartOf(source, at);
  const indent = indentOf(lineFrom(source, own));
  for (const start of [own, ...linesAbove(source, at)]) {
    const line = lineFrom(source, start);
    if (indentOf(line) < indent) return null;
    const match = /^(\s*)-([\w"'[{].*)$/.exec(line);
    if (match === null || indentOf(line) > indent) continue;
    const [, before = "", rest = ""] = match;
    return {
      start: start + before.length,
      end: start + before.length + 1,
      message: "A blank is missing after this dash.",
      hint: `Write \`- ${rest}\`.`,
    };
  }
  return null;
}

function isAboutColons(reason: string, source: string, at: number): boolean {
  return source[at] === ":" || reason.includes("implicit key");
}

/** A colon that is missing above, or one too many. */
function explainColon(source: string, at: number): Explanation | null {
  const own = lineStartOf(source, at);
  if (source[at] === ":" && COLON.test(source.slice(own, at))) return explainSecondColon(source, at);
  let bare: number | null = null;
  for (const start of linesAbove(source, at)) {
    const line = lineFrom(source, start);
    if (line.trimStart().startsWith("#")) continue;
    if (COLON.test(line))
      return bare === null ? explainValueAbove(source, own, start) : missing(source, bare);
    bare = start;
  }
  return bare === null ? null : missing(source, bare);
}

function explainSecondColon(source: string, at: number): Explanation {
  const value = valueOnLine(source, at);
  const quoted = value === null ? '`key: "one: two"`' : `\`${value.lead}${inQuotes(value.text)}\``;
  return {
    start: at,
    end: at + 1,
    message: "A second ':' stands on this line.",
    hint: `Put a text that holds ": " into quotes: ${quoted}. Of two keys each has a line of its own.`,
  };
}

/** A line without a key where one must be: the first of those that YAML took for one text. */
function missing(source: string, start: number): Explanation {
  const line = lineFrom(source, start).trim();
  const [, tight, rest] = /^(.*?\w:)(\S.*)$/.exec(line) ?? [];
  const [, word, name] = /^((?:- )?\w+) (.+)$/.exec(line) ?? [];
  const meant = word === undefined ? `${line.replace(/:$/, "")}:` : `${word}: ${name}`;
  return {
    ...placeOfLine(source, start),
    message: `A ${tight === undefined ? "colon is missing in" : "blank is missing after the colon of"} this line.`,
    hint: `Write \`${tight === undefined ? meant : `${tight} ${rest}`}\`.`,
  };
}

/** `city: text` with keys below it. */
function explainValueAbove(source: string, own: number, above: number): Explanation | null {
  const value = valueOnLine(source, above);
  if (value === null || indentOf(lineFrom(source, own)) <= indentOf(lineFrom(source, above))) return null;
  const [key = ""] = value.lead.split(":");
  return {
    ...placeOfLine(source, own),
    message: "This line is indented below one that has a value already.",
    hint: `Begin it in the column of '${key.replace(/^(?:- +)+/, "")}', or remove the value '${value.text}' there.`,
  };
}

/** Names the columns in which a line could begin there. */
function explainIndentation(source: string, at: number): Explanation {
  const columns: string[] = [];
  let least = Number.POSITIVE_INFINITY;
  for (const start of linesAbove(source, at)) {
    const line = lineFrom(source, start);
    const [lead = "", indent = ""] = /^( *)(?:- +)?/.exec(line) ?? [];
    if (line.trimStart().startsWith("#") || indent.length >= least) continue;
    if (lead.length > indent.length && lead.length < least) columns.unshift(`${lead.length + 1}`);
    columns.unshift(`${indent.length + 1}${lead.length > indent.length ? " (with a dash)" : ""}`);
    least = indent.length;
    if (least === 0) break;
  }
  const last = columns.pop();
  const list = columns.length === 0 ? last : `${columns.join(", ")} or ${last}`;
  return {
    start: at,
    end: Math.min(at + 1, source.length),
    message: "This line is indented differently from its neighbours.",
    hint: `Lines of one list or one set of keys begin in the same column${last === undefined ? "" : `: here ${list}`}.${lackOfKey(source, at)}`,
  };
}

/** A list right below a key that has a value. */
function lackOfKey(source: string, at: number): string {
  const [above] = linesAbove(source, at);
  const isList = lineFrom(source, lineStartOf(source, at)).trimStart().startsWith("- ");
  const hasValue = above !== undefined && /\w:\s+\S/.test(lineFrom(source, above));
  return isList && hasValue ? " A list stands below a key of its own, such as `nlu:` or `steps:`." : "";
}

/** Keys and a list in one column. */
function explainMixture(source: string, at: number): Explanation {
  const start = lineStartOf(source, at);
  return {
    ...placeOfLine(source, start),
    message: "A list (`- …`) and keys (`key: …`) cannot begin in the same column.",
    hint: lineFrom(source, start).trimStart().startsWith("-")
      ? "Indent the list below its key, or remove the dash."
      : "Write the list below a key of its own, or begin this line with a dash.",
  };
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

function placeOfLine(source: string, start: number): { readonly start: number; readonly end: number } {
  const line = lineFrom(source, start);
  return { start: start + indentOf(line), end: start + line.length };
}
