import type { Style } from "./style.ts";

const GAP = "  ";

/** Lines of a table with aligned columns; the last column is not padded. What could steer the terminal becomes spaces. */
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

/** Characters that steer a terminal: control characters, and those that break lines or turn the direction of writing. */
const STEERING = String.raw`\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069`;
const STEERING_RUN = new RegExp(`[${STEERING}]+`, "gu");
const STEERING_BUT_LAYOUT = new RegExp(`(?![\\n\\t])[${STEERING}]`, "gu");

/** What people or devices wrote must not steer the terminal: what could becomes a space. Always one line. */
export function plainText(text: string): string {
  return text.replaceAll(STEERING_RUN, " ");
}

/** The same for texts of several lines: what could steer the terminal becomes a replacement character. */
export function plainLines(text: string): string {
  return text.replaceAll("\r\n", "\n").replaceAll(STEERING_BUT_LAYOUT, "\uFFFD");
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
