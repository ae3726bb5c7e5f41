import { readFile, stat } from "node:fs/promises";
import { resolve } from "node:path";
import type { SourcePosition } from "../base/index.ts";
import { type Diagnostic, LARGEST_FILE } from "../project/index.ts";
import type { Style } from "./style.ts";
import { plainLines, plainText } from "./table.ts";

/** A person reads no more at once. */
const MOST_SHOWN = 1000;

/** Lines of text for a finding: severity, place, message and code; the line it is about with a caret; the hint. */
export async function renderDiagnostics(
  diagnostics: readonly Diagnostic[],
  directory: string,
  style: Style,
): Promise<readonly string[]> {
  const shown = mostImportant(diagnostics);
  const files = await readLines(directory, shown);
  const rendered = shown.map((diagnostic) => renderDiagnostic(diagnostic, files, style));
  const left = diagnostics.length - shown.length;
  if (left === 0) return rendered;
  const more = `… and ${left.toLocaleString("en")} more. \`tsbot validate --json\` prints them all.`;
  return [...rendered, style.dim(more)];
}

/** As many as are shown, in their order; errors before warnings, and those before notes, where there are more. */
function mostImportant(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  if (diagnostics.length <= MOST_SHOWN) return diagnostics;
  const weights = { error: 0, warning: 1, note: 2 };
  const chosen = diagnostics
    .toSorted((left, right) => weights[left.severity] - weights[right.severity])
    .slice(0, MOST_SHOWN);
  const isChosen = new Set(chosen);
  return diagnostics.filter((diagnostic) => isChosen.has(diagnostic));
}

type Lines = ReadonlyMap<string, readonly string[]>;

/** Longer lines are cut around the caret. */
const EXCERPT_WIDTH = 100;
/** Of longer lines nothing is shown: finding the caret would cost more than it tells. */
const LONGEST_LINE = 100_000;

function renderDiagnostic(diagnostic: Diagnostic, files: Lines, style: Style): string {
  const { severity, message, code, at, hint, related } = diagnostic;
  const paint = { error: style.red, warning: style.yellow, note: style.cyan }[severity];
  return [
    `${style.bold(placeText(at))}  ${paint(`${severity}:`)} ${oneLine(message)}  ${style.dim(`[${code}]`)}`,
    ...renderExcerpt(at, files, paint),
    ...(hint === undefined ? [] : [`  ${plainLines(hint).replaceAll("\n", "\n  ")}`]),
    ...related.flatMap((place) => [`  ${style.dim(placeText(place.at))}  ${oneLine(place.message)}`]),
  ].join("\n");
}

/** Messages of compilers come with line breaks; what is quoted from a file must not steer the terminal. */
function oneLine(message: string): string {
  return plainText(message.replaceAll(/\s*\n\s*/g, " "));
}

/** `domain.yml:12:5` */
export function placeText({ file, line, column }: SourcePosition): string {
  return `${plainText(file)}:${line}:${column}`;
}

/** The line of a place with a caret below; nothing when the file cannot be read or has changed. */
export function renderExcerpt(
  at: SourcePosition,
  files: Lines,
  paint: (text: string) => string,
): readonly string[] {
  const text = files.get(at.file)?.[at.line - 1];
  if (text === undefined || text.length > LONGEST_LINE || text.trim() === "") return [];
  const characters = [...text.trimEnd()];
  const start = Math.min(at.column - 1, characters.length);
  const end = endOnLine(at, characters.length) ?? start + 1;
  const from = Math.max(0, Math.min(start - 20, characters.length - EXCERPT_WIDTH));
  const shown = characters.slice(from, from + EXCERPT_WIDTH);
  const number = String(at.line);
  const indent = " ".repeat(number.length);
  const carets = "^".repeat(Math.max(1, Math.min(end, from + EXCERPT_WIDTH) - start));
  // Tabs stay tabs below the text, so that the caret is under the right character.
  const padding = characters.slice(from, start).map((character) => (character === "\t" ? "\t" : " "));
  return [
    `  ${number} | ${shown.map((character) => (character === "\t" ? "\t" : plainText(character))).join("")}`,
    `  ${indent} | ${padding.join("")}${paint(carets)}`,
  ];
}

/** Where a finding ends on its first line; null when it is a place without an extent. */
function endOnLine({ line, endLine = line, endColumn }: SourcePosition, length: number): number | null {
  if (endColumn === undefined) return null;
  return endLine > line ? length : endColumn - 1;
}

/** The lines of every file that the findings are about, by the name they use; none of one that is too large to be read. */
async function readLines(directory: string, diagnostics: readonly Diagnostic[]): Promise<Lines> {
  const names = [...new Set(diagnostics.map(({ at }) => at.file))];
  const texts = await Promise.all(names.map((name) => readText(resolve(directory, name))));
  return new Map(names.map((name, index) => [name, (texts[index] ?? "").split(/\r?\n/)]));
}

async function readText(path: string): Promise<string> {
  try {
    const { size } = await stat(path);
    return size > LARGEST_FILE ? "" : await readFile(path, "utf8");
  } catch {
    return "";
  }
}
