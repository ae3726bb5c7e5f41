import type { Style } from "./style.ts";

const GAP = "  ";

/** Lines of a table with aligned columns; the last column is not padded. Control characters in cells become spaces. */
export function renderTable(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  style: Style,
): readonly string[] {
  const cells = rows.map((row) => row.map(plainText));
  const widths = headings.map((heading, column) =>
    Math.max(width(heading), ...cells.map((row) => width(row[column] ?? ""))),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => cell + " ".repeat(Math.max(0, (widths[column] ?? 0) - width(cell))))
      .join(GAP)
      .trimEnd();
  return [style.bold(line(headings)), ...cells.map(line)];
}

/** What people or devices wrote must not steer the terminal: control characters become spaces. */
export function plainText(text: string): string {
  return text.replaceAll(/\p{Cc}+/gu, " ");
}

/** Columns a text takes in a terminal: wide East Asian characters and emoji count two, combining marks none. */
function width(text: string): number {
  let columns = 0;
  for (const character of text) {
    if (/[\p{Mn}\p{Me}\p{Cf}]/u.test(character)) continue;
    columns +=
      /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\uff01-\uff60]/u.test(
        character,
      )
        ? 2
        : 1;
  }
  return columns;
}
