import type { SourcePosition } from "../../base/index.ts";
import type { SyntaxEntry, SyntaxMapping, SyntaxNode } from "./syntax-nodes.ts";
import { walk } from "./syntax-nodes.ts";

/** A file to be migrated, with what its text says besides its values. */
export interface SourceText {
  readonly name: string;
  readonly source: string;
  readonly root: SyntaxMapping;
  readonly comments: readonly Comment[];
  /** Its line break. */
  readonly lineBreak: string;
  readonly style: LayoutStyle;
  position(start: number, end?: number): SourcePosition;
}

export interface Comment {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** How far the file's author indents. */
export interface LayoutStyle {
  /** Keys below a key. */
  readonly mapping: number;
  /** The dashes below a key. */
  readonly sequence: number;
}

/** All comments of a text: what begins with `#` outside of its scalars. */
export function findComments(source: string, root: SyntaxNode): readonly Comment[] {
  const comments: Comment[] = [];
  let from = 0;
  const scan = (to: number): void => {
    for (const match of source.slice(from, to).matchAll(/(^|[\s,[\]{}])(#[^\r\n]*)/g)) {
      const start = from + match.index + (match[1] ?? "").length;
      // The `#` right behind a scalar is not at the beginning of a line.
      if (match[1] === "" && start > 0 && source[start - 1] !== "\n") continue;
      const text = (match[2] ?? "").trimEnd();
      comments.push({ start, end: start + text.length, text });
    }
  };
  for (const node of walk(root)) {
    if (node.kind !== "scalar" || node.end <= from) continue;
    const isBlock = node.style === "literal" || node.style === "folded";
    // A comment may follow the `|`.
    const start = isBlock ? source.indexOf("\n", node.contentStart) : node.contentStart;
    scan(start < 0 ? source.length : Math.max(from, start));
    from = node.end;
  }
  scan(source.length);
  return comments;
}

/** The author's indentation, from the first example of each; lists at the top of a file are often indented differently. */
export function detectStyle(source: string, root: SyntaxNode): LayoutStyle {
  const below = [...walk(root)].flatMap((parent) => (parent.kind === "mapping" ? blocksOf(parent) : []));
  const indentOf = (entry: SyntaxEntry | undefined): number =>
    entry === undefined
      ? 2
      : columnOf(source, entry.value.contentStart) - columnOf(source, entry.keyNode.start);
  const lists = below.filter(({ value }) => value.kind === "sequence");
  const isAtTop = (entry: SyntaxEntry): boolean => root.kind === "mapping" && root.entries.includes(entry);
  return {
    mapping: indentOf(below.find(({ value }) => value.kind === "mapping")),
    sequence: indentOf(lists.find((entry) => !isAtTop(entry)) ?? lists[0]),
  };
}

function blocksOf(mapping: SyntaxMapping): readonly SyntaxEntry[] {
  if (mapping.isFlow) return [];
  return mapping.entries.filter(
    ({ value }) => (value.kind === "mapping" || value.kind === "sequence") && !value.isFlow,
  );
}

/** Units between the beginning of the line and an offset. */
export function columnOf(source: string, offset: number): number {
  return offset - lineStartOf(source, offset);
}

export function lineStartOf(source: string, offset: number): number {
  return offset === 0 ? 0 : source.lastIndexOf("\n", offset - 1) + 1;
}

/** The end of the line an offset is on, its line break left out. */
export function lineEndOf(source: string, offset: number): number {
  const at = source.indexOf("\n", offset);
  if (at < 0) return source.length;
  return at > offset && source[at - 1] === "\r" ? at - 1 : at;
}
