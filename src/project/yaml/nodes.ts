import type { JsonValue, SourcePosition } from "../../base/index.ts";
import type { IgnoreComment } from "./ignore-comments.ts";

/** A YAML value with its place. Aliases give the anchor's own node, so a tree can share parts. */
export type YamlNode = YamlScalar | YamlSequence | YamlMapping;

interface NodeBase {
  /** Offsets in the source, UTF-16 units, end exclusive. */
  readonly start: number;
  readonly end: number;
}

export interface YamlScalar extends NodeBase {
  readonly kind: "scalar";
  readonly value: string | number | boolean | null;
  /** As `literal` (`|`) its lines are lines of the source. */
  readonly style: "plain" | "quoted" | "literal" | "folded";
}

export interface YamlSequence extends NodeBase {
  readonly kind: "sequence";
  readonly items: readonly YamlNode[];
}

export interface YamlMapping extends NodeBase {
  readonly kind: "mapping";
  readonly entries: readonly YamlEntry[];
}

export interface YamlEntry {
  /** As text: `1:` and `"1":` are the same key. */
  readonly key: string;
  readonly keyNode: YamlNode;
  readonly value: YamlNode;
}

/** A parsed file. */
export interface YamlDocument {
  readonly file: string;
  readonly source: string;
  /** Null for an empty file. */
  readonly root: YamlNode | null;
  /** Rasa decodes `\u00e9` in every scalar of a file that is pure ASCII. */
  readonly decodesEscapes: boolean;
  /** None in a file that is no YAML: what is a comment there is not known. */
  readonly ignores: readonly IgnoreComment[];
  /** The place of an offset, or of a range. */
  position(start: number, end?: number): SourcePosition;
}

/** The value of a key, or undefined. */
export function getValue(mapping: YamlMapping, key: string): YamlNode | undefined {
  for (const entry of mapping.entries) if (entry.key === key) return entry.value;
  return undefined;
}

/** Whether a node is there but empty. */
export function isNull(node: YamlNode): boolean {
  return node.kind === "scalar" && node.value === null;
}

/** A node as plain data; objects have no prototype. Throws `RangeError` past a million values (an alias bomb). */
export function toJson(node: YamlNode): JsonValue {
  let left = 1_000_000;
  const convert = (current: YamlNode): JsonValue => {
    if (--left < 0) throw new RangeError("The value is too large.");
    if (current.kind === "scalar") return current.value;
    if (current.kind === "sequence") return current.items.map(convert);
    const object: Record<string, JsonValue> = Object.create(null);
    for (const { key, value } of current.entries) object[key] = convert(value);
    return object;
  };
  return convert(node);
}
