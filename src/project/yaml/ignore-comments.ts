import type { Event } from "js-yaml";
import { closest, type SourcePosition } from "../../base/index.ts";
import { findBlocks, findComments, type YamlComment } from "./comments.ts";

/** `# tsbot-ignore CODE, CODE -- why` in a file. */
export interface IgnoreComment {
  /** The whole comment. */
  readonly at: SourcePosition;
  /** `tsbot-ignore`, or what was probably meant as it. */
  readonly word: string;
  /** As they are written. */
  readonly codes: readonly { readonly code: string; readonly at: SourcePosition }[];
  /** The lines it is for, the last one included. */
  readonly firstLine: number;
  readonly lastLine: number;
}

const PREFIX = "tsbot-";

export const IGNORE_WORD = "tsbot-ignore";

/**
 * The comments of a file that ask to ignore findings. One behind something is for its line, one that stands alone also for
 * the next line that holds more than a comment. In a block of lines (`|`) there can be no comments: where one is for the
 * line that opens the block, it is for the block's lines too.
 */
export function readIgnoreComments(
  source: string,
  events: readonly Event[],
  position: (start: number, end?: number) => SourcePosition,
): readonly IgnoreComment[] {
  const comments = findComments(source, events, PREFIX);
  if (comments.length === 0) return [];
  const blocks = findBlocks(events);
  const lastLines = new Map<number, number>();
  return comments.flatMap((comment) => {
    const [, word = "", rest = ""] = /^#+[ \t]*([\w-]+):?(.*)$/s.exec(textOf(source, comment)) ?? [];
    if (word !== IGNORE_WORD && closest(word, [IGNORE_WORD]) === undefined) return [];
    const lastStart = lastLineStart(source, comment, lastLines);
    const next = source.indexOf("\n", lastStart) + 1;
    const end = blocks.get(next);
    return {
      at: position(comment.start, comment.end),
      word,
      codes: splitCodes(rest, comment.end - rest.length, position),
      firstLine: position(comment.start).line,
      lastLine: position(end === undefined ? lastStart : Math.max(lastStart, end - 1)).line,
    };
  });
}

function textOf(source: string, { start, end }: YamlComment): string {
  return source.slice(start, end);
}

/** The beginning of the last line a comment is for; known ones are remembered, as comments may stand in long columns. */
function lastLineStart(source: string, { start }: YamlComment, known: Map<number, number>): number {
  const passed: number[] = [];
  let lineStart = source.lastIndexOf("\n", start - 1) + 1;
  while (/^[ \t]*#/.test(lineAt(source, lineStart))) {
    const next = source.indexOf("\n", lineStart) + 1;
    const last = known.get(lineStart);
    if (next === 0 || last !== undefined) {
      lineStart = last ?? lineStart;
      break;
    }
    passed.push(lineStart);
    lineStart = next;
  }
  for (const line of passed) known.set(line, lineStart);
  return lineStart;
}

function lineAt(source: string, start: number): string {
  const end = source.indexOf("\n", start);
  return source.slice(start, end < 0 ? source.length : end);
}

/** Codes are separated by commas; a reason may follow behind ` -- `. */
function splitCodes(
  text: string,
  offset: number,
  position: (start: number, end?: number) => SourcePosition,
): IgnoreComment["codes"] {
  const [codes = ""] = text.split(/(?:^|\s)--(?:\s|$)/, 1);
  let start = offset;
  return codes.split(",").flatMap((piece) => {
    const code = piece.trim();
    const at = start + piece.indexOf(code);
    start += piece.length + 1;
    return code === "" ? [] : [{ code, at: position(at, at + code.length) }];
  });
}
