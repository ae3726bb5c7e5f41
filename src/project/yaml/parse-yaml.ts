import type { Event } from "js-yaml";
import {
  EVENT_ALIAS,
  EVENT_MAPPING,
  EVENT_POP,
  EVENT_SCALAR,
  EVENT_SEQUENCE,
  getScalarValue,
  parseEvents,
  YAMLException,
} from "js-yaml";
import { type Environment, expandVariables } from "./environment.ts";
import { createLineIndex } from "./line-index.ts";
import type { YamlDocument, YamlEntry, YamlNode, YamlScalar } from "./nodes.ts";
import { resolveScalar } from "./scalars.ts";

/** What is wrong with a file's YAML; the file is read as far as its meaning is clear. */
export interface YamlProblem {
  readonly code: "project/yaml-syntax" | "project/yaml-duplicate-key" | "project/variable-not-set";
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

const MAXIMUM_DEPTH = 50;
const MAXIMUM_ALIASES = 100;
const MAXIMUM_MERGED_KEYS = 10_000;

/**
 * Parses YAML 1.2 (core schema, with merge keys) keeping the place of every node. One walk over the parser's events;
 * linear in the file. Never throws: problems are returned, and a broken file has no root.
 */
export function parseYaml(
  file: string,
  source: string,
  environment: Environment,
): { readonly document: YamlDocument; readonly problems: readonly YamlProblem[] } {
  const position = createLineIndex(file, source);
  const problems: YamlProblem[] = [];
  let root: YamlNode | null = null;
  try {
    if (source.trim() !== "") {
      const events = parseEvents(source, { maxDepth: MAXIMUM_DEPTH });
      root = buildTree({ source, environment, problems }, events);
    }
  } catch (error) {
    problems.push(syntaxProblem(error, source));
  }
  return { document: { file, source, root, position }, problems };
}

function syntaxProblem(error: unknown, source: string): YamlProblem {
  if (!(error instanceof YAMLException)) throw error;
  const start = Math.min(error.mark?.position ?? 0, source.length);
  return {
    code: "project/yaml-syntax",
    message: `This is not YAML: ${error.reason}.`,
    start,
    end: start + 1,
  };
}

/** A collection that is still open. */
type Open =
  | {
      readonly kind: "sequence";
      readonly start: number;
      readonly items: YamlNode[];
      readonly anchor: string | null;
    }
  | {
      readonly kind: "mapping";
      readonly start: number;
      readonly entries: YamlEntry[];
      readonly anchor: string | null;
      key: YamlNode | null;
    };

interface TreeContext {
  readonly source: string;
  readonly environment: Environment;
  readonly problems: YamlProblem[];
}

function buildTree(context: TreeContext, events: readonly Event[]): YamlNode | null {
  const { source, problems } = context;
  const open: Open[] = [];
  const anchors = new Map<string, YamlNode>();
  let aliases = 0;
  let root: YamlNode | null = null;
  let end = 0;

  const add = (node: YamlNode): void => {
    end = Math.max(end, node.end);
    const parent = open.at(-1);
    if (parent === undefined) root ??= node;
    else if (parent.kind === "sequence") parent.items.push(node);
    else if (parent.key === null) parent.key = node;
    else {
      parent.entries.push({ key: keyText(parent.key), keyNode: parent.key, value: node });
      parent.key = null;
    }
  };

  const close = (): void => {
    const last = open.pop();
    if (last === undefined) return;
    const node: YamlNode =
      last.kind === "sequence"
        ? { kind: "sequence", items: last.items, start: last.start, end }
        : { kind: "mapping", entries: finishEntries(last.entries, problems), start: last.start, end };
    if (last.anchor !== null) anchors.set(last.anchor, node);
    add(node);
  };

  for (const event of events) {
    switch (event.type) {
      case EVENT_MAPPING:
        open.push({
          kind: "mapping",
          start: event.start,
          entries: [],
          anchor: anchorOf(source, event),
          key: null,
        });
        break;
      case EVENT_SEQUENCE:
        open.push({ kind: "sequence", start: event.start, items: [], anchor: anchorOf(source, event) });
        break;
      case EVENT_SCALAR: {
        const node = toScalar(context, event);
        const anchor = anchorOf(source, event);
        if (anchor !== null) anchors.set(anchor, node);
        add(node);
        break;
      }
      case EVENT_ALIAS:
        if (++aliases > MAXIMUM_ALIASES)
          throw tooComplex(`more than ${MAXIMUM_ALIASES} aliases`, event.anchorStart, source);
        add(aliasTarget(source, event, anchors));
        break;
      case EVENT_POP:
        close();
        break;
      default:
        break;
    }
  }
  return root;
}

type Anchored = { readonly anchorStart: number; readonly anchorEnd: number };

function anchorOf(source: string, { anchorStart, anchorEnd }: Anchored): string | null {
  return anchorStart < 0 ? null : source.slice(anchorStart, anchorEnd);
}

function aliasTarget(source: string, event: Anchored, anchors: ReadonlyMap<string, YamlNode>): YamlNode {
  const name = source.slice(event.anchorStart, event.anchorEnd);
  const node = anchors.get(name);
  if (node !== undefined) return node;
  throw new YAMLException(
    `the alias '*${name}' has no anchor '&${name}' before it`,
    markAt(source, event.anchorStart),
  );
}

function tooComplex(what: string, position: number, source: string): YAMLException {
  return new YAMLException(`it has ${what}`, markAt(source, position));
}

function markAt(source: string, position: number): NonNullable<YAMLException["mark"]> {
  return { position, buffer: source } as unknown as NonNullable<YAMLException["mark"]>;
}

type ScalarEvent = Extract<Event, { readonly type: typeof EVENT_SCALAR }>;

const STYLES: ReadonlyMap<number, YamlScalar["style"]> = new Map([
  [1, "plain"],
  [2, "quoted"],
  [3, "quoted"],
  [4, "literal"],
  [5, "folded"],
]);

function toScalar({ source, environment, problems }: TreeContext, event: ScalarEvent): YamlScalar {
  const text = getScalarValue(source, event);
  const style = STYLES.get(event.style) ?? "plain";
  const isText = style !== "plain" || event.tagStart >= 0;
  const quotes = style === "quoted" ? 1 : 0;
  const expand = (raw: string): string => {
    const { text: expanded, missing } = expandVariables(raw, environment);
    for (const name of missing) problems.push(missingVariable(name, event));
    return expanded;
  };
  return {
    kind: "scalar",
    value: isText ? text : resolveScalar(text.includes("$") ? expand(text) : text),
    style,
    start: event.valueStart - quotes,
    end: event.valueEnd + quotes,
  };
}

function missingVariable(name: string, { valueStart, valueEnd }: ScalarEvent): YamlProblem {
  return {
    code: "project/variable-not-set",
    message: `The environment variable '${name}' is not set.`,
    start: valueStart,
    end: valueEnd,
  };
}

function keyText(key: YamlNode): string {
  return key.kind === "scalar" ? String(key.value ?? "null") : "[complex key]";
}

/** Resolves merge keys and reports duplicates; of a duplicate the first value counts. */
function finishEntries(entries: readonly YamlEntry[], problems: YamlProblem[]): readonly YamlEntry[] {
  const own = new Map<string, YamlEntry>();
  const merged: YamlNode[] = [];
  for (const entry of entries) {
    if (entry.key === "<<") merged.push(entry.value);
    else if (own.has(entry.key)) problems.push(duplicateKey(entry));
    else own.set(entry.key, entry);
  }
  if (merged.length === 0) return own.size === entries.length ? entries : [...own.values()];
  const inherited = new Map<string, YamlEntry>();
  for (const entry of merged.flatMap(mergeEntries)) {
    if (inherited.size > MAXIMUM_MERGED_KEYS) break;
    if (!own.has(entry.key) && !inherited.has(entry.key)) inherited.set(entry.key, entry);
  }
  return [...own.values(), ...inherited.values()];
}

function mergeEntries(node: YamlNode): readonly YamlEntry[] {
  if (node.kind === "mapping") return node.entries;
  return node.kind === "sequence"
    ? node.items.flatMap((item) => (item.kind === "mapping" ? item.entries : []))
    : [];
}

function duplicateKey({ key, keyNode }: YamlEntry): YamlProblem {
  return {
    code: "project/yaml-duplicate-key",
    message: `The key '${key}' stands here twice.`,
    start: keyNode.start,
    end: keyNode.end,
  };
}
