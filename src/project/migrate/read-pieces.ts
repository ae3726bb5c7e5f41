import type { EntryPiece, ItemPiece, MappingPiece, SequencePiece, SourceLines } from "./pieces.ts";
import { type Comment, columnOf, lineEndOf, lineStartOf, type SourceText } from "./source-text.ts";
import type { SyntaxEntry, SyntaxMapping, SyntaxNode, SyntaxSequence } from "./syntax-nodes.ts";

/** The end of an entry or item in block layout: of its last line, with the comment there. */
export function blockEndOf({ source }: SourceText, end: number): number {
  return lineEndOf(source, end);
}

/** Comments between two offsets, as text. */
export function commentsBetween({ comments }: SourceText, start: number, end: number): readonly string[] {
  const texts: string[] = [];
  for (let index = firstFrom(comments, start); index < comments.length; index++) {
    const comment = comments[index] as Comment;
    if (comment.end > end) break;
    texts.push(comment.text);
  }
  return texts;
}

/** The index of the first comment that begins at or behind an offset. */
function firstFrom(comments: readonly Comment[], offset: number): number {
  let low = 0;
  let high = comments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((comments[middle] as Comment).start < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The entries of a mapping as they are written, in brackets or not, with the comments before and behind each. */
export function readMapping(file: SourceText, node: SyntaxMapping): MappingPiece {
  const { entries, tail } = node.isFlow ? readFlowMapping(file, node) : readBlockMapping(file, node);
  return { kind: "mapping", indent: null, entries, tail };
}

function readBlockMapping(file: SourceText, node: SyntaxMapping): Pick<MappingPiece, "entries" | "tail"> {
  const column = columnOf(file.source, node.contentStart);
  let from = 0;
  const entries = node.entries.map((entry): EntryPiece => {
    const start = entry.keyNode.start;
    const end = blockEndOf(file, entry.end);
    const lead = linesAbove(file, start, from);
    from = end;
    return { lead, leadColumn: column, body: sourceLines(file, start, end) };
  });
  return { entries, tail: [] };
}

function readFlowMapping(file: SourceText, node: SyntaxMapping): Pick<MappingPiece, "entries" | "tail"> {
  let from = node.contentStart;
  const entries = node.entries.map((entry): EntryPiece => {
    const lead = commentsBetween(file, from, entry.keyNode.start);
    from = behindEnd(file, entry.end);
    const lines = withNote(flowEntryLines(file, entry), behind(file, entry.end));
    return { lead, leadColumn: 0, body: { column: 0, lines } };
  });
  return { entries, tail: commentsBetween(file, from, node.end) };
}

/** In brackets `key` alone, `"key":value` and a key without value are allowed. */
function flowEntryLines(file: SourceText, entry: SyntaxEntry): readonly string[] {
  const key = keyText(file, entry);
  if (entry.value.end <= entry.keyNode.end) return [`${key}:`];
  const [first = "", ...rest] = flowLines(file, entry.value.start, entry.value.end, 2);
  return [`${key}: ${first}`, ...rest];
}

function withNote(lines: readonly string[], note: string): readonly string[] {
  return [...lines.slice(0, -1), (lines.at(-1) ?? "") + note];
}

/** The items of a sequence as they are written. */
export function readSequence(file: SourceText, node: SyntaxSequence): SequencePiece {
  const { items, tail } = node.isFlow ? readFlowSequence(file, node) : readBlockSequence(file, node);
  return { kind: "sequence", indent: null, items, tail };
}

function readBlockSequence(file: SourceText, node: SyntaxSequence): Pick<SequencePiece, "items" | "tail"> {
  const column = columnOf(file.source, node.contentStart);
  let from = 0;
  const items = node.items.map((item): ItemPiece => {
    const dash = dashBefore(file, item, column);
    const end = blockEndOf(file, item.end);
    const lead = linesAbove(file, dash, from);
    from = end;
    return { lead, leadColumn: column, body: sourceLines(file, dash, end), after: [] };
  });
  return { items, tail: [] };
}

function readFlowSequence(file: SourceText, node: SyntaxSequence): Pick<SequencePiece, "items" | "tail"> {
  let from = node.contentStart;
  const items = node.items.map((item): ItemPiece => {
    const lead = commentsBetween(file, from, item.start);
    from = behindEnd(file, item.end);
    const [first = "", ...rest] = flowLines(file, item.start, item.end, 4);
    const lines = withNote([`- ${first}`, ...rest], behind(file, item.end));
    return { lead, leadColumn: 0, body: { column: 0, lines }, after: [] };
  });
  return { items, tail: commentsBetween(file, from, node.end) };
}

/** An item as a mapping that can be added to; a comment behind its dash goes before it. */
export function openItem(file: SourceText, item: ItemPiece, node: SyntaxMapping): ItemPiece {
  const mapping = readMapping(file, node);
  const note = node.isFlow ? behind(file, node.end) : "";
  const [first = ""] = "lines" in item.body ? item.body.lines : [];
  const [, blanks = "", comment] = /^-([ \t]*)(#.*)?/.exec(first) ?? [];
  const head = comment === undefined ? [] : [" ".repeat(item.leadColumn) + comment];
  const isBeside = !node.isFlow && blanks !== "" && comment === undefined;
  const value = { ...mapping, indent: isBeside ? blanks.length + 1 : null };
  return { ...item, lead: [...item.lead, ...head], body: { note, value } };
}

/** A comment behind a value on its last line, with the blanks before it. */
export function behind(file: SourceText, end: number): string {
  const comment = commentBehind(file, end);
  return comment === null ? "" : file.source.slice(end, comment.end).replace(/^\s*,/, "");
}

/** The end of the comment behind a value, or of the value. */
export function behindEnd(file: SourceText, end: number): number {
  return commentBehind(file, end)?.end ?? end;
}

function commentBehind({ source, comments }: SourceText, end: number): Comment | null {
  const comment = comments[firstFrom(comments, end)];
  if (comment === undefined || comment.start >= lineEndOf(source, end)) return null;
  return /^[\s,]*$/.test(source.slice(end, comment.start)) ? comment : null;
}

/** The comment that belongs to a key: on its line, or behind a value that is no block. */
export function keyNote(file: SourceText, { keyNode, value, end }: SyntaxEntry): string {
  const { source } = file;
  const isBelow = value.kind !== "scalar" && value.contentStart > lineEndOf(source, keyNode.end);
  if (!isBelow) return behind(file, end);
  const colon = source.indexOf(":", keyNode.end) + 1;
  // An anchor or a tag goes, the comment behind it stays.
  const properties = /^(?:[ \t]+[&!][^\s]*)*/.exec(source.slice(colon, lineEndOf(source, colon)))?.[0] ?? "";
  return behind(file, colon + properties.length);
}

/** A key as it is written. */
export function keyText({ source }: SourceText, { keyNode }: SyntaxEntry): string {
  return source.slice(keyNode.contentStart, keyNode.end);
}

function sourceLines({ source }: SourceText, start: number, end: number): SourceLines {
  return { column: columnOf(source, start), lines: source.slice(start, end).split(/\r?\n/) };
}

/** What stood in brackets may be indented anyhow there, but not outside of them. */
function flowLines({ source }: SourceText, start: number, end: number, indent: number): readonly string[] {
  const [first = "", ...rest] = source.slice(start, end).split(/\r?\n/);
  return [first, ...rest.map((line) => (line.trim() === "" ? "" : " ".repeat(indent) + line.trimStart()))];
}

/** The comments and blank lines right above an offset, not above `limit`. */
function linesAbove({ source }: SourceText, offset: number, limit: number): readonly string[] {
  const lines: string[] = [];
  let lineStart = lineStartOf(source, offset);
  if (source.slice(lineStart, offset).trim() !== "") return lines;
  while (lineStart > limit) {
    const above = lineStartOf(source, lineStart - 1);
    const line = source.slice(above, lineStart).replace(/\r?\n$/, "");
    if (above < limit || !/^\s*(?:#.*)?$/.test(line)) break;
    lines.unshift(line);
    lineStart = above;
  }
  return lines;
}

function dashBefore({ source }: SourceText, item: SyntaxNode, column: number): number {
  for (let at = lineStartOf(source, item.start); ; at = lineStartOf(source, at - 1)) {
    if (source[at + column] === "-" && at + column <= item.start) return at + column;
    if (at === 0) return item.start;
  }
}
