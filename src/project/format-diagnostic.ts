import type { SourcePosition } from "../base/index.ts";
import type { Diagnostic } from "./project.ts";

/** Longer lines are cut around the caret. */
const EXCERPT_WIDTH = 100;

/**
 * A finding as plain text: `file:line:column  severity  message  [code]`, the line it is about with a caret below
 * (from `source`, the text of the file), the hint, and the related places.
 */
export function formatDiagnostic(diagnostic: Diagnostic, source: string | undefined): string {
  const { severity, message, code, at, hint, related } = diagnostic;
  return [
    `${formatPlace(at)}  ${severity}  ${message}  [${code}]`,
    ...(source === undefined ? [] : formatExcerpt(at, source)),
    ...(hint === undefined ? [] : [`  ${hint.replaceAll("\n", "\n  ")}`]),
    ...related.map((place) => `  ${formatPlace(place.at)}  ${place.message}`),
  ].join("\n");
}

/** `domain.yml:12:5` */
function formatPlace({ file, line, column }: SourcePosition): string {
  return `${file}:${line}:${column}`;
}

function formatExcerpt(at: SourcePosition, source: string): readonly string[] {
  const text = lineOf(source, at.line);
  if (text === null || text.trim() === "") return [];
  const characters = [...text.trimEnd()];
  const start = Math.min(at.column - 1, characters.length);
  const isOneLine = at.endLine === at.line && at.endColumn !== undefined;
  const end = isOneLine ? at.endColumn - 1 : at.endLine === undefined ? start + 1 : characters.length;
  const from = Math.max(0, Math.min(start - 20, characters.length - EXCERPT_WIDTH));
  const to = from + EXCERPT_WIDTH;
  const number = String(at.line);
  // Tabs stay tabs below the text, so that the caret is under the right character.
  const padding = characters.slice(from, start).map((character) => (character === "\t" ? "\t" : " "));
  return [
    `  ${number} | ${characters.slice(from, to).join("")}`,
    `  ${" ".repeat(number.length)} | ${padding.join("")}${"^".repeat(Math.max(1, Math.min(end, to) - start))}`,
  ];
}

/** A line of a text without splitting the whole of it, by its number from 1. */
function lineOf(source: string, line: number): string | null {
  let start = 0;
  for (let number = 1; number < line; number++) {
    const newline = source.indexOf("\n", start);
    if (newline < 0) return null;
    start = newline + 1;
  }
  const end = source.indexOf("\n", start);
  return source.slice(start, end < 0 ? undefined : end);
}
