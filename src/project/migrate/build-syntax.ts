import {
  CHOMPING_KEEP,
  COLLECTION_STYLE_FLOW,
  EVENT_ALIAS,
  EVENT_DOCUMENT,
  EVENT_MAPPING,
  EVENT_POP,
  EVENT_SCALAR,
  EVENT_SEQUENCE,
  type Event,
} from "js-yaml";
import { parseLeniently } from "../yaml/parse-yaml.ts";
import { type ScalarEvent, toScalar } from "../yaml/to-scalar.ts";
import type { SyntaxEntry, SyntaxNode, SyntaxScalar } from "./syntax-nodes.ts";

interface Properties {
  readonly anchorStart: number;
  readonly anchorEnd: number;
  readonly tagStart: number;
  readonly tagEnd: number;
}

interface Open {
  readonly start: number;
  readonly contentStart: number;
  readonly anchor: string | null;
  readonly isFlow: boolean;
  readonly isMapping: boolean;
  readonly children: SyntaxNode[];
}

interface Walk {
  readonly source: string;
  /** The same, with lines joined that stand too far to the left: what the events are of. */
  readonly text: string;
  readonly decodesEscapes: boolean;
  readonly open: Open[];
  readonly anchors: Map<string, SyntaxNode>;
  root: SyntaxNode | null;
  documents: number;
  end: number;
}

/**
 * The tree of a file as it is written, null for an empty one. The file must have been parsed without problems before.
 * Only its first document counts.
 */
export function buildSyntax(source: string, decodesEscapes: boolean): SyntaxNode | null {
  const { events, text } = parseLeniently(source);
  const walk: Walk = {
    source,
    text,
    decodesEscapes,
    open: [],
    anchors: new Map(),
    root: null,
    documents: 0,
    end: 0,
  };
  for (const event of events) {
    if (event.type === EVENT_DOCUMENT && ++walk.documents > 1) break;
    step(walk, event);
  }
  return walk.root;
}

function step(walk: Walk, event: Event): void {
  switch (event.type) {
    case EVENT_MAPPING:
    case EVENT_SEQUENCE:
      walk.open.push({
        start: outerStart(event, event.start),
        contentStart: event.start,
        anchor: anchorName(walk, event),
        isFlow: event.style === COLLECTION_STYLE_FLOW,
        isMapping: event.type === EVENT_MAPPING,
        children: [],
      });
      walk.end = event.start;
      return;
    case EVENT_SCALAR:
      add(walk, anchorName(walk, event), scalarNode(walk, event));
      return;
    case EVENT_ALIAS: {
      const start = event.anchorStart - 1;
      const target = walk.anchors.get(walk.source.slice(event.anchorStart, event.anchorEnd));
      if (target === undefined)
        throw new TypeError("An alias without an anchor was not found by the parser.");
      add(walk, null, { kind: "alias", target, start, contentStart: start, end: event.anchorEnd });
      return;
    }
    case EVENT_POP:
      close(walk);
      return;
    default:
      return;
  }
}

function add(walk: Walk, anchor: string | null, node: SyntaxNode): void {
  if (anchor !== null) walk.anchors.set(anchor, node);
  walk.end = Math.max(walk.end, node.end);
  const parent = walk.open.at(-1);
  if (parent === undefined) walk.root ??= node;
  else parent.children.push(node);
}

function close(walk: Walk): void {
  const last = walk.open.pop();
  if (last === undefined) return;
  const { start, contentStart, isFlow, isMapping, children, anchor } = last;
  const inner = Math.max(walk.end, contentStart + (isFlow ? 1 : 0));
  const end = isFlow ? closingBracket(walk.source, inner, isMapping ? "}" : "]") : inner;
  const place = { start, contentStart, end, isFlow };
  const node: SyntaxNode = isMapping
    ? { kind: "mapping", entries: pairs(walk.source, children), ...place }
    : { kind: "sequence", items: children, ...place };
  add(walk, anchor, node);
}

function pairs(source: string, children: readonly SyntaxNode[]): readonly SyntaxEntry[] {
  const entries: SyntaxEntry[] = [];
  for (let index = 0; index + 1 < children.length; index += 2) {
    const keyNode = children[index] as SyntaxNode;
    const value = children[index + 1] as SyntaxNode;
    const key = keyNode.kind === "scalar" ? String(keyNode.value ?? "null") : "[complex key]";
    const end = value.end > keyNode.end ? value.end : colonAfter(source, keyNode.end);
    entries.push({ key, keyNode, value, end });
  }
  return entries;
}

/** A key without a value ends with its colon; in brackets it may even lack that. */
function colonAfter(source: string, from: number): number {
  const colon = /^[ \t]*:/.exec(source.slice(from, from + 200));
  return from + (colon?.[0].length ?? 0);
}

/** Behind the last value only blanks, commas and comments may stand before the bracket. */
function closingBracket(source: string, from: number, bracket: string): number {
  let at = from;
  while (at < source.length && source[at] !== bracket) {
    const isComment = source[at] === "#" && /\s/.test(source[at - 1] ?? " ");
    at = isComment ? source.indexOf("\n", at) : at + 1;
    if (at < 0) return source.length;
  }
  return at + 1;
}

function scalarNode(walk: Walk, event: ScalarEvent): SyntaxScalar {
  const { source, text, decodesEscapes } = walk;
  const context = { source: text, environment: null, problems: [], decodesEscapes };
  const { value, style, start, end } = toScalar(context, event, walk.end);
  const isBlock = style === "literal" || style === "folded";
  const contentStart = isBlock ? blockHeader(source, event.valueStart) : start;
  return {
    kind: "scalar",
    value,
    style,
    start: outerStart(event, contentStart),
    contentStart,
    end: isBlock ? blockEnd(source, event, contentStart) : Math.max(end, event.anchorEnd, event.tagEnd),
  };
}

/** Where the `|` or `>` stands whose lines begin at an offset. */
function blockHeader(source: string, valueStart: number): number {
  const lineStart = source.lastIndexOf("\n", valueStart - 2) + 1;
  const header = /[|>][-+0-9]*[ \t]*(?:#.*)?\r?\n?$/.exec(source.slice(lineStart, valueStart));
  return header === null ? valueStart : lineStart + header.index;
}

/** Blank lines at its end belong to a block only where they are kept (`|+`). Ends before the last line break. */
function blockEnd(source: string, { valueStart, valueEnd, chomping }: ScalarEvent, header: number): number {
  const text = source.slice(valueStart, valueEnd);
  const kept = chomping === CHOMPING_KEEP ? text.replace(/\r?\n$/, "") : text.trimEnd();
  return kept === "" ? header + 1 : valueStart + kept.length;
}

function outerStart({ anchorStart, tagStart }: Properties, contentStart: number): number {
  const anchor = anchorStart < 0 ? contentStart : anchorStart - 1;
  return Math.min(anchor, tagStart < 0 ? contentStart : tagStart);
}

function anchorName({ source }: Walk, { anchorStart, anchorEnd }: Properties): string | null {
  return anchorStart < 0 ? null : source.slice(anchorStart, anchorEnd);
}
