import type { JsonValue } from "../../base/index.ts";

/**
 * A YAML value as it is written: unlike the nodes of the reader, aliases and merge keys stay what they are, and `end` is
 * the end of all that belongs to the value, closing bracket included. Offsets are UTF-16 units.
 */
export type SyntaxNode = SyntaxScalar | SyntaxMapping | SyntaxSequence | SyntaxAlias;

interface SyntaxBase {
  /** Of the anchor or tag before it, if there is one. */
  readonly start: number;
  /** Of the value itself. */
  readonly contentStart: number;
  readonly end: number;
}

export interface SyntaxScalar extends SyntaxBase {
  readonly kind: "scalar";
  readonly value: string | number | boolean | null;
  readonly style: "plain" | "quoted" | "literal" | "folded";
}

export interface SyntaxMapping extends SyntaxBase {
  readonly kind: "mapping";
  /** In brackets, as `{a: 1}`. */
  readonly isFlow: boolean;
  /** As written: merge keys are entries named `<<`. */
  readonly entries: readonly SyntaxEntry[];
}

export interface SyntaxEntry {
  readonly key: string;
  readonly keyNode: SyntaxNode;
  readonly value: SyntaxNode;
  /** Of the value; of the colon when there is none. */
  readonly end: number;
}

export interface SyntaxSequence extends SyntaxBase {
  readonly kind: "sequence";
  readonly isFlow: boolean;
  readonly items: readonly SyntaxNode[];
}

export interface SyntaxAlias extends SyntaxBase {
  readonly kind: "alias";
  readonly target: SyntaxNode;
}

/** What an alias stands for; any other node itself. */
export function resolve(node: SyntaxNode): Exclude<SyntaxNode, SyntaxAlias> {
  let current = node;
  while (current.kind === "alias") current = current.target;
  return current;
}

/** The mapping a node is, or null. */
export function asMapping(node: SyntaxNode | undefined): SyntaxMapping | null {
  const found = node === undefined ? null : resolve(node);
  return found?.kind === "mapping" ? found : null;
}

/** The sequence a node is, or null. */
export function asSequence(node: SyntaxNode | undefined): SyntaxSequence | null {
  const found = node === undefined ? null : resolve(node);
  return found?.kind === "sequence" ? found : null;
}

/** Entries with those that merge keys bring in; own ones come first and win. */
export function entriesOf(mapping: SyntaxMapping): readonly SyntaxEntry[] {
  if (mapping.entries.every(({ key }) => key !== "<<")) return mapping.entries;
  const found = new Map<string, SyntaxEntry>();
  for (const entry of mapping.entries) if (entry.key !== "<<") found.set(entry.key, entry);
  for (const { value } of mapping.entries.filter(({ key }) => key === "<<")) {
    for (const entry of mergedEntries(value)) if (!found.has(entry.key)) found.set(entry.key, entry);
  }
  return [...found.values()];
}

function mergedEntries(node: SyntaxNode): readonly SyntaxEntry[] {
  const value = resolve(node);
  if (value.kind === "mapping") return entriesOf(value);
  return value.kind === "sequence" ? value.items.flatMap(mergedEntries) : [];
}

export function entryOf(mapping: SyntaxMapping | null, key: string): SyntaxEntry | undefined {
  return mapping === null ? undefined : entriesOf(mapping).find((entry) => entry.key === key);
}

/** A node as plain data. */
export function toData(node: SyntaxNode): JsonValue {
  const value = resolve(node);
  if (value.kind === "scalar") return value.value;
  if (value.kind === "sequence") return value.items.map(toData);
  const object: Record<string, JsonValue> = Object.create(null);
  for (const entry of entriesOf(value)) object[entry.key] = toData(entry.value);
  return object;
}

/** Whether a node says nothing: null, `{}` or `[]`. */
export function isEmpty(node: SyntaxNode): boolean {
  const value = resolve(node);
  if (value.kind === "scalar") return value.value === null;
  return (value.kind === "mapping" ? value.entries : value.items).length === 0;
}

/** The nodes directly inside a node, keys too, in the order of the file. */
export function childrenOf(node: SyntaxNode): readonly SyntaxNode[] {
  if (node.kind === "sequence") return node.items;
  return node.kind === "mapping" ? node.entries.flatMap(({ keyNode, value }) => [keyNode, value]) : [];
}

/** A node and all inside it, in the order of the file; aliases are not followed. */
export function* walk(node: SyntaxNode): Generator<SyntaxNode> {
  yield node;
  for (const child of childrenOf(node)) yield* walk(child);
}
