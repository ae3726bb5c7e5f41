import { type Event, parseEvents, YAMLException } from "js-yaml";
import { findRefusal, findTooManyValues, MAXIMUM_DEPTH } from "./budgets.ts";
import { buildTree } from "./build-tree.ts";
import { findSecondDocument } from "./documents.ts";
import type { VariableSource } from "./environment.ts";
import { type IgnoreComment, readIgnoreComments } from "./ignore-comments.ts";
import { createLineIndex } from "./line-index.ts";
import type { YamlDocument, YamlNode } from "./nodes.ts";
import type { YamlProblem } from "./problem.ts";
import { opensBracket, toSyntaxProblem } from "./syntax-problem.ts";

const MAXIMUM_JOINED_LINES = 200;
/** Characters that are written and parsed again for lines that are joined, all times together. */
const MAXIMUM_PARSED_AGAIN = 20_000_000;

/**
 * Parses YAML 1.2 (core schema, with merge keys) keeping the place of every node. One walk over the parser's events;
 * linear in the file. Never throws: problems are returned, and a broken file has no root.
 */
export function parseYaml(
  file: string,
  source: string,
  environment: VariableSource,
): { readonly document: YamlDocument; readonly problems: readonly YamlProblem[] } {
  const position = createLineIndex(file, source);
  const problems: YamlProblem[] = [];
  // JSON has its own escapes, and Rasa's reader of JSON knows no others.
  const decodesEscapes = source.includes("\\") && !file.endsWith(".json") && isAscii(source);
  const refusal = findRefusal(source);
  if (refusal !== null) problems.push(refusal);
  let root: YamlNode | null = null;
  let ignores: readonly IgnoreComment[] = [];
  try {
    if (refusal === null && source.trim() !== "") {
      const { events, text } = parseLeniently(source);
      const problem = findTooManyValues(events) ?? findSecondDocument(source, events);
      if (problem !== null) problems.push(problem);
      else {
        root = buildTree({ source: text, environment, problems, decodesEscapes }, events);
        ignores = readIgnoreComments(source, events, position);
      }
    }
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    problems.push(toSyntaxProblem(error, source));
  }
  return { document: { file, source, root, decodesEscapes, ignores, position }, problems };
}

/**
 * Events of the text, in which JSON that was pasted as a value may be indented less than its key: YAML forbids it, Rasa's
 * parser does not mind. Such a line is joined to the one before it by writing blanks over the line break, so that all
 * offsets stay.
 */
export function parseLeniently(source: string): {
  readonly events: readonly Event[];
  readonly text: string;
} {
  let text = source;
  let first: unknown;
  let parsed = 0;
  for (let joined = 0; joined <= MAXIMUM_JOINED_LINES; joined++) {
    try {
      return { events: parseEvents(text, { maxDepth: MAXIMUM_DEPTH }), text };
    } catch (error) {
      first ??= error;
      if (!(error instanceof YAMLException)) throw error;
      parsed += text.length;
      const next = parsed > MAXIMUM_PARSED_AGAIN ? null : joinLine(text, error);
      if (next === null) throw first;
      text = next;
    }
  }
  throw first;
}

function joinLine(text: string, { reason, mark }: YAMLException): string | null {
  const at = mark?.position ?? 0;
  if (!reason.includes("deficient indentation") || !opensBracket(text, at)) return null;
  const lineStart = text.lastIndexOf("\n", at - 1) + 1;
  const before = text.slice(text.lastIndexOf("\n", lineStart - 2) + 1, lineStart);
  if (lineStart === 0 || before.includes("#")) return null;
  const breakStart = text[lineStart - 2] === "\r" ? lineStart - 2 : lineStart - 1;
  return text.slice(0, breakStart) + " ".repeat(lineStart - breakStart) + text.slice(lineStart);
}

function isAscii(source: string): boolean {
  return !/[^\0-\x7f]/.test(source);
}
