/** The value on a line of a file, behind its dashes and key. */
export interface WrittenValue {
  /** The dashes and key: `- text: `. */
  readonly lead: string;
  readonly text: string;
  /** Offsets in the source, end exclusive. */
  readonly start: number;
  readonly end: number;
}

/** Dashes and a key, before a value. */
const LEAD = /^\s*(?:- +)*(?:[^\s:"'#[{][^:"'#[{]*:\s+)?/;

/** The offset at which the line of an offset begins. */
export function lineStartOf(source: string, at: number): number {
  return at === 0 ? 0 : source.lastIndexOf("\n", at - 1) + 1;
}

/** The line that begins at an offset, without its line break. */
export function lineFrom(source: string, start: number): string {
  const end = source.indexOf("\n", start);
  return source.slice(start, end < 0 ? undefined : end).trimEnd();
}

/** Longer lines are a program's: nobody mends them as a hint says, and each finding on one would go through it. */
const LONGEST_LINE = 5_000;

/** The value on the line of an offset, without a comment; null when the line holds a key alone, or is too long. */
export function valueOnLine(source: string, at: number): WrittenValue | null {
  if (isOnLongLine(source, at)) return null;
  const lineStart = lineStartOf(source, at);
  const line = lineFrom(source, lineStart);
  const lead = LEAD.exec(line)?.[0] ?? "";
  const text = withoutComment(line.slice(lead.length));
  if (text === "") return null;
  const start = lineStart + lead.length;
  return { lead: lead.trimStart(), text, start, end: start + text.length };
}

function isOnLongLine(source: string, at: number): boolean {
  const before = source.slice(Math.max(0, at - LONGEST_LINE), at);
  const start = at <= LONGEST_LINE ? 0 : before.lastIndexOf("\n");
  const end = source.slice(at, at + LONGEST_LINE).includes("\n") || at + LONGEST_LINE >= source.length;
  return start < 0 || !end;
}

function withoutComment(text: string): string {
  const comment = text.search(/\s#/);
  return comment < 0 ? text : text.slice(0, comment).trimEnd();
}

/** Lines above an offset's line that are not blank, the nearest first, by their starts. */
export function* linesAbove(source: string, at: number): Generator<number> {
  let start = lineStartOf(source, at);
  while (start > 0) {
    start = lineStartOf(source, start - 1);
    if (lineFrom(source, start).trim() !== "") yield start;
  }
}

/** A text in the quotes that suit what it holds. */
export function inQuotes(text: string): string {
  if (!/["\\]/.test(text)) return `"${text}"`;
  return text.includes("'") ? `"${text.replaceAll(/["\\]/g, "\\$&")}"` : `'${text}'`;
}
