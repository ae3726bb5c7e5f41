import type { LayoutStyle } from "./source-text.ts";

/**
 * What is written in place of a part of a file: built where something changes, and lines of the source everywhere else.
 * Pieces are always in block layout.
 */
export interface MappingPiece {
  readonly kind: "mapping";
  /** Columns behind the key or dash before it; null: as the file's author does. */
  readonly indent: number | null;
  readonly entries: readonly EntryPiece[];
  /** Comments behind the last entry. */
  readonly tail: readonly string[];
}

export interface SequencePiece {
  readonly kind: "sequence";
  readonly indent: number | null;
  readonly items: readonly ItemPiece[];
  readonly tail: readonly string[];
}

/** Lines of the source; the first begins at `column`, the others are whole. */
export interface SourceLines {
  readonly column: number;
  readonly lines: readonly string[];
}

export interface EntryPiece {
  /** Comments and blank lines before it, whole lines that were written for `leadColumn`. */
  readonly lead: readonly string[];
  readonly leadColumn: number;
  readonly body: SourceLines | BuiltEntry;
}

export interface BuiltEntry {
  /** As written, quotes included. */
  readonly key: string;
  /** A comment on the key's line, with the blanks before it. */
  readonly note: string;
  readonly value: string | MappingPiece | SequencePiece;
}

export interface ItemPiece {
  readonly lead: readonly string[];
  readonly leadColumn: number;
  /** Lines of the source begin with the dash. */
  readonly body: SourceLines | BuiltItem;
  /** Comments that must not get lost, below it. */
  readonly after: readonly string[];
}

export interface BuiltItem {
  readonly note: string;
  readonly value: string | MappingPiece;
}

/** Lines of an entry; the first one without its indentation and without the lead. */
export function printEntry(body: EntryPiece["body"], column: number, style: LayoutStyle): readonly string[] {
  if ("lines" in body) return moveLines(body, column);
  const { key, note, value } = body;
  if (typeof value === "string") return [`${key}: ${value}${note}`];
  return [`${key}:${note}`, ...printBelow(value, column, style)];
}

function printBelow(value: MappingPiece | SequencePiece, column: number, style: LayoutStyle): string[] {
  const inner = column + (value.indent ?? style[value.kind]);
  return value.kind === "mapping" ? printMapping(value, inner, style) : printSequence(value, inner, style);
}

/** Whole lines of a mapping whose keys stand in a column. */
export function printMapping(piece: MappingPiece, column: number, style: LayoutStyle): string[] {
  const pad = " ".repeat(column);
  return [
    ...piece.entries.flatMap((entry) => {
      const [first = "", ...rest] = printEntry(entry.body, column, style);
      return [...shift(entry.lead, column - entry.leadColumn), pad + first, ...rest];
    }),
    ...piece.tail.map((line) => pad + line),
  ];
}

/** Whole lines of a sequence whose dashes stand in a column. */
export function printSequence(piece: SequencePiece, column: number, style: LayoutStyle): string[] {
  const pad = " ".repeat(column);
  return [
    ...piece.items.flatMap((item) => [
      ...shift(item.lead, column - item.leadColumn),
      ...printItem(item.body, column, style),
      ...item.after.map((line) => pad + line),
    ]),
    ...piece.tail.map((line) => pad + line),
  ];
}

function printItem(body: ItemPiece["body"], column: number, style: LayoutStyle): string[] {
  const pad = " ".repeat(column);
  if ("lines" in body) {
    const [first = "", ...rest] = moveLines(body, column);
    return [pad + first, ...rest];
  }
  const { note, value } = body;
  if (typeof value === "string") return [`${pad}- ${value}${note}`];
  const indent = Math.max(2, value.indent ?? 2);
  const [first, ...others] = value.entries;
  if (first === undefined) return [`${pad}- {}${note}`];
  // What stands before the first key would push it off the dash's line.
  const lines = printMapping(
    { ...value, entries: [{ ...first, lead: [] }, ...others] },
    column + indent,
    style,
  );
  const lead = shift(first.lead, column - first.leadColumn);
  const head = `${pad}-${" ".repeat(indent - 1)}${(lines[0] ?? "").slice(column + indent)}`;
  return [...lead, ...(note === "" ? [] : [pad + note.trimStart()]), head, ...lines.slice(1)];
}

function moveLines({ column: from, lines }: SourceLines, column: number): readonly string[] {
  const [first = "", ...rest] = lines;
  return [first, ...shift(rest, column - from)];
}

/** Lines moved to the right, or to the left as far as they are indented. */
export function shift(lines: readonly string[], by: number): readonly string[] {
  if (by === 0) return lines;
  return lines.map((line) => {
    if (line.trim() === "") return line;
    if (by > 0) return " ".repeat(by) + line;
    const indent = line.length - line.trimStart().length;
    return line.slice(Math.min(-by, indent));
  });
}

/** A value as one line of YAML. */
export function inlineText(value: string): string {
  const isPlain = /^[A-Za-z_][\w-]*$/.test(value) && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(value);
  return isPlain ? value : JSON.stringify(value);
}

/** An entry that was not in the source. */
export function newEntry(key: string, value: BuiltEntry["value"]): EntryPiece {
  return { lead: [], leadColumn: 0, body: { key, note: "", value } };
}

/** An item that was not in the source. */
export function newItem(value: BuiltItem["value"]): ItemPiece {
  return { lead: [], leadColumn: 0, body: { note: "", value }, after: [] };
}

export function newMapping(entries: readonly EntryPiece[]): MappingPiece {
  return { kind: "mapping", indent: null, entries, tail: [] };
}

export function newSequence(items: readonly ItemPiece[]): SequencePiece {
  return { kind: "sequence", indent: null, items, tail: [] };
}
