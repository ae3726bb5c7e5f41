import { EVENT_SCALAR, type Event } from "js-yaml";

/** A comment in a file. Offsets in the source, UTF-16 units, end exclusive. */
export interface YamlComment {
  /** Of its `#`. */
  readonly start: number;
  readonly end: number;
}

/** Text that is written in quotes or as a block, where `#` is a character like others. */
interface Written {
  readonly start: number;
  readonly end: number;
  readonly isBlock: boolean;
}

const PLAIN = 1;
const LITERAL = 4;

/**
 * The comments of a file that begin with a word. The parser gives none, but it gives the places of all texts: a `#`
 * inside of one is no comment. Costs nothing in a file without the word.
 */
export function findComments(source: string, events: readonly Event[], word: string): readonly YamlComment[] {
  const comments: YamlComment[] = [];
  if (!source.includes(word)) return comments;
  const texts = writtenTexts(events);
  for (let at = source.indexOf(word); at >= 0; at = source.indexOf(word, at + 1)) {
    const start = commentStart(source, at);
    if (start === null || isInside(texts, start)) continue;
    comments.push({ start, end: lineEnd(source, at) });
  }
  return comments;
}

/** The blocks of lines (`|`, `>`) by the beginning of their first line: where each ends. */
export function findBlocks(events: readonly Event[]): ReadonlyMap<number, number> {
  return new Map(writtenTexts(events).flatMap(({ isBlock, start, end }) => (isBlock ? [[start, end]] : [])));
}

/** The `#` before an offset with nothing but blanks between; YAML wants a blank, or the line's beginning, before it. */
function commentStart(source: string, at: number): number | null {
  let start = at - 1;
  while (source[start] === " " || source[start] === "\t") start--;
  if (source[start] !== "#") return null;
  while (source[start - 1] === "#") start--;
  return start === 0 || /\s/.test(source[start - 1] ?? "") ? start : null;
}

function writtenTexts(events: readonly Event[]): readonly Written[] {
  const texts: Written[] = [];
  for (const event of events) {
    if (event.type !== EVENT_SCALAR || event.style === PLAIN || event.valueStart < 0) continue;
    texts.push({ start: event.valueStart, end: event.valueEnd, isBlock: event.style >= LITERAL });
  }
  return texts;
}

/** Texts are in the order of the file, and none holds another. */
function isInside(texts: readonly Written[], offset: number): boolean {
  let low = 0;
  let high = texts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((texts[middle] as Written).start <= offset) low = middle + 1;
    else high = middle;
  }
  const text = texts[low - 1];
  return text !== undefined && offset < text.end;
}

function lineEnd(source: string, at: number): number {
  const end = source.indexOf("\n", at);
  if (end < 0) return source.length;
  return source[end - 1] === "\r" ? end - 1 : end;
}
