import {
  EVENT_ALIAS,
  EVENT_MAPPING,
  EVENT_POP,
  EVENT_SCALAR,
  EVENT_SEQUENCE,
  type Event,
  YAMLException,
} from "js-yaml";
import {
  aliasBomb,
  aliasCycle,
  MAXIMUM_ALIASES,
  MAXIMUM_EXPANDED,
  MAXIMUM_KEYS,
  tooManyAliases,
  tooManyKeys,
} from "./budgets.ts";
import { finishEntries } from "./merge-keys.ts";
import type { YamlEntry, YamlNode } from "./nodes.ts";
import type { YamlProblem } from "./problem.ts";
import { checkTag, type TreeContext, toScalar } from "./to-scalar.ts";

/** A collection that is still open. */
interface Open {
  readonly start: number;
  readonly anchor: string | null;
  /** Of a sequence; null in a mapping. */
  readonly items: YamlNode[] | null;
  readonly entries: YamlEntry[];
  key: YamlNode | null;
  /** Values inside, aliases written out. */
  size: number;
  hasAlias: boolean;
}

/** A sequence has none; never written to. */
const NO_ENTRIES: YamlEntry[] = [];

interface Anchored {
  readonly anchorStart: number;
  readonly anchorEnd: number;
}

interface Anchor {
  readonly node: YamlNode;
  readonly size: number;
}

/** A walk's state: one walk over the parser's events builds the tree with the place of every node. */
interface Walk extends TreeContext {
  readonly open: Open[];
  readonly anchors: Map<string, Anchor>;
  root: YamlNode | null;
  aliases: number;
  end: number;
  /** What makes the file too much to be read; the last of it. */
  excess: YamlProblem | null;
}

/** The tree of a document; null for none. Throws `YAMLException` for unknown or too many aliases. */
export function buildTree(context: TreeContext, events: readonly Event[]): YamlNode | null {
  const walk: Walk = {
    ...context,
    open: [],
    anchors: new Map(),
    root: null,
    aliases: 0,
    end: 0,
    excess: null,
  };
  for (const event of events) step(walk, event);
  if (walk.excess === null) return walk.root;
  walk.problems.push(walk.excess);
  return null;
}

function step(walk: Walk, event: Event): void {
  switch (event.type) {
    case EVENT_MAPPING:
    case EVENT_SEQUENCE:
      if (event.tagStart >= 0) checkTag(walk, event);
      walk.open.push({
        start: event.start,
        anchor: anchorName(walk.source, event),
        items: event.type === EVENT_MAPPING ? null : [],
        entries: event.type === EVENT_MAPPING ? [] : NO_ENTRIES,
        key: null,
        size: 1,
        hasAlias: false,
      });
      return;
    case EVENT_SCALAR: {
      const node = toScalar(walk, event, walk.end);
      const anchor = anchorName(walk.source, event);
      if (anchor !== null) walk.anchors.set(anchor, { node, size: 1 });
      add(walk, node, 1);
      return;
    }
    case EVENT_ALIAS:
      addAlias(walk, event);
      return;
    case EVENT_POP:
      close(walk);
      return;
    default:
      return;
  }
}

function add(walk: Walk, node: YamlNode, size: number): void {
  if (node.end > walk.end) walk.end = node.end;
  const parent = walk.open.at(-1);
  if (parent === undefined) {
    walk.root ??= node;
    return;
  }
  parent.size += size;
  if (parent.items !== null) parent.items.push(node);
  else if (parent.key === null) parent.key = node;
  else {
    parent.entries.push({ key: keyText(parent.key), keyNode: parent.key, value: node });
    parent.key = null;
  }
}

function close(walk: Walk): void {
  const last = walk.open.pop();
  if (last === undefined) return;
  const { start, anchor, items, entries, size } = last;
  const excessKey = entries[MAXIMUM_KEYS];
  if (excessKey !== undefined) walk.excess = tooManyKeys(excessKey.keyNode);
  const end = walk.end > start ? walk.end : emptyEnd(walk.source, start);
  const node: YamlNode =
    items !== null
      ? { kind: "sequence", items, start, end }
      : {
          kind: "mapping",
          entries: excessKey === undefined ? finishEntries(entries, walk.problems) : [],
          start,
          end,
        };
  if (last.hasAlias && size > MAXIMUM_EXPANDED)
    walk.excess = aliasBomb(anchor === null ? start : anchorStart(last, walk));
  if (anchor !== null) walk.anchors.set(anchor, { node, size });
  add(walk, node, size);
}

/** `[]` and `{}` have nothing in them that would say where they end. */
function emptyEnd(source: string, start: number): number {
  const bracket = source.indexOf(source[start] === "[" ? "]" : "}", start);
  return bracket < 0 ? start : bracket + 1;
}

/** The `&` of an anchor stands before the value, on the same line. */
function anchorStart({ anchor, start }: Open, { source }: Walk): number {
  const at = source.lastIndexOf(`&${anchor}`, start);
  return at < 0 ? start : at;
}

function addAlias(walk: Walk, event: Anchored): void {
  const { source, anchors, open } = walk;
  const name = source.slice(event.anchorStart, event.anchorEnd);
  const anchor = anchors.get(name);
  const isCycle = anchor === undefined && open.some((one) => one.anchor === name);
  if (anchor === undefined && !isCycle) {
    throw failure(walk, `the alias '*${name}' has no anchor '&${name}' before it`, event.anchorStart);
  }
  if (isCycle) walk.excess ??= aliasCycle(name, event.anchorStart);
  if (++walk.aliases > MAXIMUM_ALIASES) walk.excess ??= tooManyAliases(event.anchorStart);
  const parent = open.at(-1);
  if (parent !== undefined) parent.hasAlias = true;
  // Nothing of such a file is used; the walk only goes on to find the end of what is open.
  if (walk.aliases > MAXIMUM_ALIASES || anchor === undefined) add(walk, NOTHING, 1);
  else add(walk, anchor.node, anchor.size);
}

/** In place of what is not looked at. */
const NOTHING: YamlNode = { kind: "scalar", value: null, style: "plain", start: 0, end: 0 };

function anchorName(source: string, { anchorStart: start, anchorEnd }: Anchored): string | null {
  return start < 0 ? null : source.slice(start, anchorEnd);
}

function failure({ source }: Walk, reason: string, position: number): YAMLException {
  return new YAMLException(reason, {
    position,
    buffer: source,
  } as unknown as NonNullable<YAMLException["mark"]>);
}

function keyText(key: YamlNode): string {
  return key.kind === "scalar" ? String(key.value ?? "null") : "[complex key]";
}
