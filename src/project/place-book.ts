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
}

type Finder = (path: PlacePath, isKey: boolean) => SourcePosition;

export function createPlaceBook(): PlaceBook {
  const finders = new WeakMap<object, Finder>();
  return {
    remember(thing, document, node) {
      finders.set(thing, (path, isKey) => {
        const found = follow(node, path, isKey);
        return document.position(found.start, found.end);
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
    of: (thing, ...path) => finders.get(thing)?.(path, false),
    ofKey: (thing, ...path) => finders.get(thing)?.(path, true),
  };
}

const NOWHERE: SourcePosition = { file: "", line: 1, column: 1 };

function follow(node: YamlNode, path: PlacePath, isKey: boolean): YamlNode {
  let found = node;
  for (const [index, step] of path.entries()) {
    if (found.kind === "sequence") {
      const item = typeof step === "number" ? found.items[step] : undefined;
      if (item === undefined) return found;
      found = item;
      continue;
    }
    const entry = found.kind === "mapping" ? found.entries.find(({ key }) => key === step) : undefined;
    if (entry === undefined) return found;
    found = isKey && index === path.length - 1 ? entry.keyNode : entry.value;
  }
  return found;
}
