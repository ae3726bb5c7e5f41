import type { SourcePosition } from "../base/index.ts";
import type { YamlDocument, YamlNode } from "./yaml/nodes.ts";

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
  /** A changed copy of a thing stands where the thing does. */
  copy<Thing extends object>(from: object, to: Thing): Thing;
  /** The value at the path below a thing; where the path leaves the file, the nearest place before. */
  of(thing: object, ...path: PlacePath): SourcePosition | undefined;
  /** As {@link PlaceBook.of}, but the key of the last step instead of its value. */
  ofKey(thing: object, ...path: PlacePath): SourcePosition | undefined;
  /** As {@link PlaceBook.of}, but a piece of the text there; the whole where the piece is written with escapes. */
  ofText(thing: object, piece: string, ...path: PlacePath): SourcePosition | undefined;
}

type Part = "value" | "key" | { readonly piece: string };

type Finder = (path: PlacePath, part: Part) => SourcePosition;

export function createPlaceBook(): PlaceBook {
  const finders = new WeakMap<object, Finder>();
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
