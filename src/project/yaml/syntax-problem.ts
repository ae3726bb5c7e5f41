import type { YAMLException } from "js-yaml";
import { tooDeep } from "./budgets.ts";
import { explainLines } from "./line-mistakes.ts";
import type { YamlProblem } from "./problem.ts";
import { explainQuoting } from "./quoting-mistakes.ts";
import { inQuotes, valueOnLine } from "./written-lines.ts";

/** Characters before and behind a problem that are looked at for its reason. */
const LOOKS_AROUND = 20_000;

/** Says where and why a text is no YAML: the parser notices an open quote or bracket only lines later. */
export function toSyntaxProblem(error: YAMLException, source: string): YamlProblem {
  const at = Math.min(error.mark?.position ?? 0, source.length);
  if (error.reason.includes("maxDepth")) return tooDeep(at);
  const from = windowStart(source, at);
  const problem = toProblem(error.reason, source.slice(from, at + LOOKS_AROUND), at - from);
  return { ...problem, start: problem.start + from, end: problem.end + from };
}

/** The beginning of a line, unless lines are so long that there is none. */
function windowStart(source: string, at: number): number {
  if (at <= LOOKS_AROUND) return 0;
  const next = source.indexOf("\n", at - LOOKS_AROUND) + 1;
  return next === 0 || next > at ? at - LOOKS_AROUND : next;
}

function toProblem(reason: string, source: string, at: number): YamlProblem {
  const unclosed = findUnclosed(source, at);
  if (unclosed !== null && UNCLOSED_REASONS.test(reason)) return unclosed;
  const explanation = explain(reason, source, at);
  return { code: "project/yaml-syntax", start: at, end: Math.min(at + 1, source.length), ...explanation };
}

const UNCLOSED_REASONS =
  /deficient indentation|unexpected end of the stream|expected a document separator|missed comma|unexpected end|bad indentation/;

type Explained = Pick<YamlProblem, "message" | "hint"> & Partial<Pick<YamlProblem, "start" | "end">>;

function explain(reason: string, source: string, at: number): Explained {
  if (reason.includes("tab characters")) {
    return {
      message: "This line is indented with a tab.",
      hint: "YAML is indented with blanks: replace the tab by two of them.",
    };
  }
  return (
    explainQuoting(reason, source, at) ??
    explainLines(reason, source, at) ?? {
      message: `This is not YAML: ${reason}.`,
      hint: "Often a quote, a bracket, a dash or a colon is missing here, or in the line above.",
    }
  );
}

/** Whether the nearest line above that opens something as its value opens a bracket and does not close it. */
export function opensBracket(source: string, at: number): boolean {
  const from = windowStart(source, at);
  const around = source.slice(from, at);
  const unclosed = findUnclosed(around, around.length);
  return unclosed !== null && Object.hasOwn(CLOSERS, around[unclosed.start] ?? "");
}

const CLOSERS: Readonly<Record<string, string>> = { "[": "]", "{": "}" };

/** The nearest line above that opens a quote or bracket as its value and does not close it. */
function findUnclosed(source: string, at: number): YamlProblem | null {
  let lineEnd = at;
  for (let lines = 0; lines < 100 && lineEnd > 0; lines++) {
    const lineStart = source.lastIndexOf("\n", lineEnd - 1) + 1;
    const open = openedBy(source.slice(lineStart, lineEnd));
    if (open !== null) {
      const start = lineStart + open.offset;
      const what = CLOSERS[open.character] === undefined ? "quote" : "bracket";
      return {
        code: "project/yaml-syntax",
        message: `The ${what} ${open.character} opened here is not closed.`,
        hint: hintToClose(source, start, open.character),
        start,
        end: start + 1,
      };
    }
    lineEnd = lineStart - 1;
  }
  return null;
}

/** A text may begin with a bracket that is none of YAML's. */
function hintToClose(source: string, start: number, character: string): string {
  const value = valueOnLine(source, start);
  const close = `Close it with ${CLOSERS[character] ?? character}`;
  // Brackets at the start of a line are a JSON file's, and over several lines they hold a list.
  const isText = value !== null && value.lead !== "" && /\w/.test(value.text) && !/[:,]$/.test(value.text);
  if (CLOSERS[character] === undefined || !isText) return `${close}.`;
  return `${close}, or put a text into quotes: \`${value.lead}${inQuotes(value.text)}\`.`;
}

function openedBy(line: string): { readonly character: string; readonly offset: number } | null {
  const match = /^(?:\s*(?:- +)*(?:[^\s:"'#[{][^:"'#[{]*:\s+)?)(["'[{])/.exec(line);
  const character = match?.[1];
  if (match === null || character === undefined) return null;
  const offset = match[0].length - 1;
  const rest = line.slice(offset + 1);
  return isClosed(character, rest) ? null : { character, offset };
}

function isClosed(character: string, rest: string): boolean {
  if (character === '"') return /(?:^|[^\\])(?:\\\\)*"/.test(rest);
  if (character === "'") return rest.replaceAll("''", "").includes("'");
  const closer = CLOSERS[character] ?? "";
  return rest.split(closer).length > rest.split(character).length;
}
