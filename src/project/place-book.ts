import type { SourcePosition } from "../base/index.ts";
import type { YamlDocument, YamlNode } from "./yaml/nodes.ts";
import { parseYaml } from "./yaml/parse-yaml.ts";

/** Steps into a file's value: keys of mappings, indexes of lists. */
export type PlacePath = readonly (string | number)[];

/** Remembers where things that were read stand, without changing what they are. Places are computed when asked for. */
export interface PlaceBook {
  /** Remembers the node that a thing was read from; returns the thing. */
  remember<Thing extends object>(thing: Thing, document: YamlDocument, node: YamlNode): Thing;
  /** Remembers places of parts by name; the part "" is the thing itself. */
  rememberParts<Thing extends object>(
    thing: Thing,
    parts: Readonly<Record<string, () => SourcePosition>>,
  ): Thing;
  /**
   * Remembers where a story stands, not what was read: its source is read again when a place in it is asked for, so that
   * a large project costs no memory.
   */
  rememberSource(thing: object, document: YamlDocument, node: YamlNode): void;
  /** A changed copy of a thing stands where the thing does. */
  copy<Thing extends object>(from: object, to: Thing): Thing;
  /** The value at the path below a thing; where the path leaves the file, the nearest place before. */
  of(thing: object, ...path: PlacePath): SourcePosition | undefined;
  /** As {@link PlaceBook.of}, but the key of the last step instead of its value. */
  ofKey(thing: object, ...path: PlacePath): SourcePosition | undefined;
  /** As {@link PlaceBook.of}, but a piece of the text there; the whole where the piece is written with escapes. */
  ofText(thing: object, piece: string, ...path: PlacePath): SourcePosition | undefined;
  /** The value at a path in the item of a remembered source that has a value at a place. */
  inSource(thing: object, at: SourcePosition, ...path: PlacePath): SourcePosition | undefined;
}

type Part = "value" | "key" | { readonly piece: string };

type Finder = (path: PlacePath, part: Part) => SourcePosition;

interface Source {
  readonly document: YamlDocument;
  readonly start: number;
  readonly end: number;
}

export function createPlaceBook(): PlaceBook {
  const finders = new WeakMap<object, Finder>();
  const sources = new WeakMap<object, Source>();
  return {
    remember(thing, document, node) {
      finders.set(thing, (path, part) => {
        const found = follow(node, path, part === "key");
        return typeof part === "string"
          ? document.position(found.start, found.end)
          : placeOfPiece(document, found, part.piece);
      });
      return thing;
    },
    rememberParts(thing, parts) {
      finders.set(thing, ([part = ""]) => (parts[part] ?? parts[""])?.() ?? NOWHERE);
      return thing;
    },
    rememberSource(thing, document, { start, end }) {
      sources.set(thing, { document, start, end });
    },
    inSource(thing, at, ...path) {
      const source = sources.get(thing);
      return source === undefined ? undefined : findInSource(source, at, path);
    },
    copy(from, to) {
      const finder = finders.get(from);
      if (finder !== undefined) finders.set(to, finder);
      return to;
    },
    of: (thing, ...path) => finders.get(thing)?.(path, "value"),
    ofKey: (thing, ...path) => finders.get(thing)?.(path, "key"),
    ofText: (thing, piece, ...path) => finders.get(thing)?.(path, { piece }),
  };
}

const NOWHERE: SourcePosition = { file: "", line: 1, column: 1 };

function placeOfPiece(document: YamlDocument, { start, end }: YamlNode, piece: string): SourcePosition {
  const at = document.source.slice(start, end).indexOf(piece);
  return at < 0 ? document.position(start, end) : document.position(start + at, start + at + piece.length);
}

function follow(node: YamlNode, path: PlacePath, isKey: boolean): YamlNode {
  let found = node;
  for (const [index, step] of path.entries()) {
    const next = below(found, step, isKey && index === path.length - 1);
    if (next === undefined) return found;
    found = next;
  }
  return found;
}

function below(node: YamlNode, step: string | number, isKey: boolean): YamlNode | undefined {
  if (node.kind === "sequence") return typeof step === "number" ? node.items[step] : undefined;
  if (node.kind === "scalar") return undefined;
  const entry = node.entries.find(({ key }) => key === step);
  return isKey ? entry?.keyNode : entry?.value;
}

/** Reads a source again, at its own column, and follows the path from the mapping with a value at the place. */
function findInSource(
  { document, start, end }: Source,
  at: SourcePosition,
  path: PlacePath,
): SourcePosition | undefined {
  const { source, file, position } = document;
  const lineStart = source.lastIndexOf("\n", start - 1) + 1;
  const text = " ".repeat(start - lineStart) + source.slice(start, end);
  const { root } = parseYaml(file, text, {}).document;
  const place = (node: YamlNode): SourcePosition => position(node.start + lineStart, node.end + lineStart);
  const isThere = (node: YamlNode): boolean => {
    const { line, column } = place(node);
    return line === at.line && column === at.column;
  };
  const owner = root === null ? undefined : findOwner(root, isThere);
  return owner === undefined ? undefined : place(follow(owner, path, false));
}

function findOwner(node: YamlNode, isThere: (value: YamlNode) => boolean): YamlNode | undefined {
  if (node.kind === "scalar") return undefined;
  const values = node.kind === "sequence" ? node.items : node.entries.map(({ value }) => value);
  if (node.kind === "mapping" && values.some(isThere)) return node;
  for (const value of values) {
    const owner = findOwner(value, isThere);
    if (owner !== undefined) return owner;
  }
  return undefined;
}
