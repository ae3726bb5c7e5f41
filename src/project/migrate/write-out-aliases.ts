import type { TextEdit } from "./edits.ts";
import { behind } from "./read-pieces.ts";
import { columnOf, lineEndOf, type SourceText } from "./source-text.ts";
import { entriesOf, resolve, type SyntaxEntry, type SyntaxMapping, type SyntaxNode } from "./syntax-nodes.ts";

/** Sections that migrating rewrites. */
const REWRITTEN = ["slots", "forms"];

/**
 * Edits that write out every alias and merge key in `slots` and `forms`, and every other alias of something in there:
 * what several places share could not be changed for one of them.
 */
export function writeOutAliases(file: SourceText): readonly TextEdit[] {
  const sections = file.root.entries.filter(({ key }) => REWRITTEN.includes(key));
  const isRewritten = ({ start, end }: SyntaxNode): boolean =>
    sections.some((entry) => start >= entry.keyNode.start && end <= entry.end);
  const edits: TextEdit[] = [];

  const visitAlias = (node: SyntaxNode, isInside: boolean): void => {
    if (!isInside && !isRewritten(resolve(node))) return;
    edits.push({ start: node.start, end: node.end, text: flowText(file, node) });
  };

  const visit = (node: SyntaxNode, isInside: boolean): void => {
    if (node.kind === "alias") visitAlias(node, isInside);
    if (node.kind === "sequence") for (const item of node.items) visit(item, isInside);
    if (node.kind === "mapping") for (const entry of node.entries) visitEntry(node, entry, isInside);
  };

  const visitEntry = (parent: SyntaxMapping, entry: SyntaxEntry, isInside: boolean): void => {
    const isHere = isInside || (parent === file.root && [...REWRITTEN, "<<"].includes(entry.key));
    if (entry.key === "<<" && (isHere || isRewritten(resolve(entry.value)))) {
      edits.push(writeOutMerge(file, parent, entry));
    } else visit(entry.value, isHere);
  };

  visit(file.root, false);
  return edits;
}

/** What a merge key brings in, in its place; merged keys never win over own ones. */
function writeOutMerge(file: SourceText, parent: SyntaxMapping, merge: SyntaxEntry): TextEdit {
  const own = new Set(parent.entries.filter((entry) => entry !== merge).map(({ key }) => key));
  const inherited = entriesOf({ ...parent, entries: [merge] }).filter(({ key }) => !own.has(key));
  const pairs = inherited.map(({ keyNode, value }) => `${flowText(file, keyNode)}: ${flowText(file, value)}`);
  const start = merge.keyNode.start;
  if (parent.isFlow) return { start, end: merge.end, text: pairs.join(", ") };
  const note = behind(file, merge.end).trimStart();
  const lines = note === "" ? pairs : [note, ...pairs];
  const pad = " ".repeat(columnOf(file.source, start));
  return { start, end: lineEndOf(file.source, merge.end), text: lines.join(file.lineBreak + pad) };
}

/** A value on one line, scalars as they are written where that is possible; aliases written out. */
function flowText(file: SourceText, node: SyntaxNode): string {
  const value = resolve(node);
  if (value.kind === "sequence") return `[${value.items.map((item) => flowText(file, item)).join(", ")}]`;
  if (value.kind === "mapping") {
    const pairs = entriesOf(value).map(
      ({ keyNode, value: inner }) => `${flowText(file, keyNode)}: ${flowText(file, inner)}`,
    );
    return `{${pairs.join(", ")}}`;
  }
  const written = file.source.slice(value.contentStart, value.end);
  if (value.style === "quoted" && !written.includes("\n")) return written;
  if (typeof value.value !== "string") return String(value.value);
  return value.style === "plain" && /^[^\n,[\]{}]+$/.test(written) ? written : JSON.stringify(value.value);
}
