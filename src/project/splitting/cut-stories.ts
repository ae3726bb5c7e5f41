import { isJsonObject, type JsonObject, jsonEquals } from "../../base/index.ts";
import { toYaml } from "../writers/index.ts";
import { findVariables } from "../yaml/find-variables.ts";
import { getValue, toJson, type YamlDocument, type YamlNode, type YamlSequence } from "../yaml/nodes.ts";
import { parseYaml } from "../yaml/parse-yaml.ts";

/** A file's text in two: what is kept, with everything beside stories, and the stories that were taken out. */
export interface Cut {
  readonly kept: string;
  readonly taken: string;
  /** Whether the text was written anew, without comments, because it could not be cut. */
  readonly isRewritten: boolean;
}

/**
 * Takes stories out of a file by cutting its lines, so that comments and layout stay. Both parts are read again: where
 * they do not hold what they should (lists in brackets, anchors), they are written from the values instead.
 */
export function cutStories(document: YamlDocument, isTaken: (index: number) => boolean): Cut {
  const file = document.root === null ? null : toJson(document.root);
  const list = isJsonObject(file) ? file["stories"] : undefined;
  if (!isJsonObject(file) || !Array.isArray(list)) throw new TypeError("The file has no list of stories.");
  const stories = { stories: list.filter((_, index) => isTaken(index)) };
  const rest: JsonObject = { ...file, stories: list.filter((_, index) => !isTaken(index)) };
  const lines = cutLines(document, isTaken);
  if (lines !== null && reads(lines.kept, rest) && reads(lines.taken, stories)) {
    return { ...lines, isRewritten: false };
  }
  const variables = new Set(document.root === null ? [] : findVariables(document.root));
  return { kept: toYaml(rest, variables), taken: toYaml(stories, variables), isRewritten: true };
}

function reads(text: string, wanted: JsonObject): boolean {
  const { root } = parseYaml("", text, null).document;
  return root !== null && jsonEquals(toJson(root), wanted);
}

function cutLines(
  document: YamlDocument,
  isTaken: (index: number) => boolean,
): Pick<Cut, "kept" | "taken"> | null {
  const { source, root } = document;
  const stories = root?.kind === "mapping" ? getValue(root, "stories") : undefined;
  if (stories?.kind !== "sequence") return null;
  const starts = storyStarts(source, stories);
  if (starts === null) return null;
  let kept = source.slice(0, starts[0]);
  let taken = "stories:\n";
  for (const [index, start] of starts.entries()) {
    const story = source.slice(start, starts[index + 1] ?? endOfLast(source, stories));
    if (isTaken(index)) taken += ensureNewline(story);
    else kept += ensureNewline(story);
  }
  return { kept: kept + source.slice(endOfLast(source, stories)), taken };
}

/** Where each story begins: at its dash, or the comment lines above it. */
function storyStarts(source: string, { items }: YamlSequence): readonly number[] | null {
  const starts: number[] = [];
  let before = 0;
  for (const [index, item] of items.entries()) {
    const dash = dashLine(source, item, before);
    if (dash === null) return null;
    starts.push(index === 0 ? dash : commentStart(source, dash, before));
    before = item.end;
  }
  return starts;
}

/** The start of the line of an item's dash, which stands on the item's own line or above it. */
function dashLine(source: string, item: YamlNode, before: number): number | null {
  let line = lineStart(source, item.start);
  let text = source.slice(line, item.start);
  while (line > before && /^\s*(?:#.*)?$/.test(text)) {
    const previous = lineStart(source, line - 1);
    text = source.slice(previous, line).trimEnd();
    line = previous;
  }
  return line >= before && /^ *-\s*(?:#.*)?$/.test(text) ? line : null;
}

/** Comments directly above a story belong to it. */
function commentStart(source: string, dash: number, before: number): number {
  let start = dash;
  while (start > before) {
    const previous = lineStart(source, start - 1);
    if (previous < before || !/^\s*#/.test(source.slice(previous, start))) return start;
    start = previous;
  }
  return start;
}

function endOfLast(source: string, { items }: YamlSequence): number {
  const end = items.at(-1)?.end ?? 0;
  if (source[end - 1] === "\n") return end;
  const newline = source.indexOf("\n", end);
  return newline < 0 ? source.length : newline + 1;
}

function lineStart(source: string, offset: number): number {
  return source.lastIndexOf("\n", offset - 1) + 1;
}

function ensureNewline(text: string): string {
  return text.endsWith("\n") ? text : `${text}\n`;
}
