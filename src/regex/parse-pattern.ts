import { classSource, createCharacterTest, rangeSource } from "./characters.ts";
import { type Cursor, createCursor } from "./cursor.ts";
import { parseClass, parseEscapedCharacter } from "./parse-class.ts";
import { PatternError, type PatternFlags, type PatternNode } from "./syntax.ts";

const MAXIMUM_DEPTH = 100;

/** A parsed pattern. */
export interface ParsedPattern {
  readonly node: PatternNode;
  readonly groups: number;
  readonly hasReferences: boolean;
}

interface Parser {
  readonly cursor: Cursor;
  flags: PatternFlags;
  readonly names: Map<string, number>;
  groups: number;
  depth: number;
  readonly references: number[];
}

/**
 * Parses a pattern of Python's `re`, and what JavaScript writes otherwise (`(?<name>…)`, `\u{…}`, `\p{…}`). Throws a
 * {@link PatternError}.
 */
export function parsePattern(source: string, flags: PatternFlags): ParsedPattern {
  const parser: Parser = {
    cursor: createCursor(source),
    flags,
    names: new Map(),
    groups: 0,
    depth: 0,
    references: [],
  };
  const node = parseChoice(parser);
  if (!parser.cursor.isAtEnd()) throw new PatternError("a bracket `)` closes nothing");
  for (const index of parser.references)
    if (index > parser.groups) throw new PatternError(`there is no group ${index}`);
  return { node, groups: parser.groups, hasReferences: parser.references.length > 0 };
}

function parseChoice(parser: Parser): PatternNode {
  const before = parser.flags;
  const nodes = [parseSequence(parser)];
  while (parser.cursor.take("|")) nodes.push(parseSequence(parser));
  if (parser.depth > 0) parser.flags = before;
  const [only] = nodes;
  return nodes.length === 1 && only !== undefined ? only : { type: "choice", nodes };
}

function parseSequence(parser: Parser): PatternNode {
  const { cursor } = parser;
  const nodes: PatternNode[] = [];
  for (;;) {
    if (parser.flags.isVerbose) cursor.skip(/(?:\s|#.*)+/y);
    if (cursor.isAtEnd() || cursor.sees("|") || cursor.sees(")")) break;
    const node = parseAtom(parser);
    if (node !== null) nodes.push(parseRepeats(parser, node));
  }
  const [only] = nodes;
  return nodes.length === 1 && only !== undefined ? only : { type: "sequence", nodes };
}

/** What is repeated, or not; null for what matches nothing by itself (comments, flags). */
function parseAtom(parser: Parser): PatternNode | null {
  const { cursor, flags } = parser;
  if (cursor.take("(")) return parseGroup(parser);
  if (cursor.take("[")) return { type: "character", accepts: parseClass(cursor, flags) };
  if (cursor.take("\\")) return parseEscape(parser);
  if (cursor.take("^")) return { type: "place", place: flags.isMultiline ? "line-start" : "start" };
  if (cursor.take("$")) return { type: "place", place: flags.isMultiline ? "line-end" : "last-line-end" };
  if (cursor.take(".")) return anyCharacter(flags);
  if (cursor.match(/[*+?]/y) !== null) throw new PatternError("nothing stands before what is to be repeated");
  return character(cursor.next(), flags);
}

function anyCharacter({ dotMatchesAll }: PatternFlags): PatternNode {
  return { type: "character", accepts: dotMatchesAll ? () => true : (codePoint) => codePoint !== 10 };
}

function character(codePoint: number, flags: PatternFlags): PatternNode {
  return { type: "character", accepts: createCharacterTest(rangeSource(codePoint), flags) };
}

const QUANTIFIER = /[*+?]|\{(\d*)(,?)(\d*)\}/y;

function parseRepeats(parser: Parser, first: PatternNode): PatternNode {
  const { cursor, flags } = parser;
  if (flags.isVerbose) cursor.skip(/(?:\s|#.*)+/y);
  const found = cursor.match(QUANTIFIER);
  if (found === null) return first;
  const range = toRange(found);
  // `{}` and `{,}` are characters to Python.
  if (range === null) {
    const nodes = Array.from(found[0], (one) => character(one.codePointAt(0) ?? 0, flags));
    return { type: "sequence", nodes: [first, ...nodes] };
  }
  if (range.least > range.most) throw new PatternError(`in '${found[0]}' the least is more than the most`);
  const isLazy = cursor.take("?");
  if (cursor.match(/[*+]|\{\d+,?\d*\}/y) !== null)
    throw new PatternError("what is repeated is repeated again");
  return { type: "repeat", node: first, ...range, isLazy };
}

function toRange([whole, least = "", comma = "", most = ""]: RegExpExecArray): {
  least: number;
  most: number;
} | null {
  if (whole === "*") return { least: 0, most: Number.POSITIVE_INFINITY };
  if (whole === "+") return { least: 1, most: Number.POSITIVE_INFINITY };
  if (whole === "?") return { least: 0, most: 1 };
  if (least === "" && most === "") return null;
  if (comma === "") return { least: Number(least), most: Number(least) };
  return { least: Number(least), most: most === "" ? Number.POSITIVE_INFINITY : Number(most) };
}

function parseGroup(parser: Parser): PatternNode | null {
  const { cursor } = parser;
  if (cursor.match(/\?#[^)]*\)/y) !== null) return null;
  const flags = cursor.match(/\?([aiLmsux]*)(?:-([imsx]+))?([):])/y);
  if (flags !== null) return parseFlags(parser, flags);
  const named = cursor.match(/\?P?<([^\s<>=!()]+)>/y);
  if (named !== null) return parseCapture(parser, named[1] ?? "");
  const reference = cursor.match(/\?P=([^\s()]+)\)/y);
  if (reference !== null) return namedReference(parser, reference[1] ?? "");
  const look = cursor.match(/\?(<?)([=!])/y);
  if (look !== null) {
    const node = parseInside(parser);
    return { type: "look", isBehind: look[1] === "<", isNegated: look[2] === "!", node };
  }
  if (cursor.sees("?")) throw new PatternError(`'(${cursor.peek(3)}' is no kind of group`);
  return parseCapture(parser, null);
}

/** `(?i)` counts for the rest, `(?i:…)` for what is inside. */
function parseFlags(parser: Parser, [, on = "", off = "", end]: RegExpExecArray): PatternNode | null {
  const before = parser.flags;
  const has = (letter: string, now: boolean): boolean =>
    (now || on.includes(letter)) && !off.includes(letter);
  parser.flags = {
    ignoresCase: has("i", before.ignoresCase),
    isMultiline: has("m", before.isMultiline),
    dotMatchesAll: has("s", before.dotMatchesAll),
    isVerbose: has("x", before.isVerbose),
  };
  if (end === ")") return null;
  const node = parseInside(parser);
  parser.flags = before;
  return node;
}

function parseCapture(parser: Parser, name: string | null): PatternNode {
  const index = ++parser.groups;
  if (name !== null) {
    if (parser.names.has(name)) throw new PatternError(`two groups have the name '${name}'`);
    parser.names.set(name, index);
  }
  return { type: "group", index, node: parseInside(parser) };
}

function parseInside(parser: Parser): PatternNode {
  if (++parser.depth > MAXIMUM_DEPTH)
    throw new PatternError(`brackets stand more than ${MAXIMUM_DEPTH} deep in each other`, "size");
  const node = parseChoice(parser);
  parser.depth--;
  if (!parser.cursor.take(")")) throw new PatternError("a bracket `(` is not closed");
  return node;
}

function namedReference(parser: Parser, name: string): PatternNode {
  const index = parser.names.get(name);
  if (index === undefined) throw new PatternError(`there is no group '${name}'`);
  parser.references.push(index);
  return { type: "reference", index };
}

const PLACES = { A: "start", Z: "end", z: "end", b: "boundary", B: "inside" } as const;

function parseEscape(parser: Parser): PatternNode {
  const { cursor, flags } = parser;
  const place = cursor.match(/[AZzbB]/y)?.[0] as keyof typeof PLACES | undefined;
  if (place !== undefined) return { type: "place", place: PLACES[place] };
  const reference = cursor.match(/[1-9]\d?/y);
  if (reference !== null) {
    const index = Number(reference[0]);
    parser.references.push(index);
    return { type: "reference", index };
  }
  const named = cursor.match(/k<([^>]+)>/y);
  if (named !== null) return namedReference(parser, named[1] ?? "");
  const letter = cursor.match(/[dDsSwW]/y)?.[0];
  const inside = letter === undefined ? null : classSource(letter);
  if (inside !== null) return { type: "character", accepts: createCharacterTest(inside, flags) };
  const escaped = parseEscapedCharacter(cursor);
  if (typeof escaped === "number") return character(escaped, flags);
  return { type: "character", accepts: createCharacterTest(escaped, flags) };
}
