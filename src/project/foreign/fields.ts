import { isJsonObject, type JsonObject } from "../../base/index.ts";
import type { SourceReader } from "../source-reader.ts";
import { getValue, type YamlMapping, type YamlNode } from "../yaml/nodes.ts";

/** An item of a list in an export: its node for places, its value for reading. */
export interface Item {
  readonly node: YamlNode;
  readonly value: JsonObject;
}

/** The objects of a list in an export; anything else in it is reported. */
export function itemsOf(reader: SourceReader, owner: YamlMapping | undefined, key: string): readonly Item[] {
  const list = owner === undefined ? undefined : getValue(owner, key);
  return toItems(reader, reader.sequence(list, `'${key}'`)?.items ?? [], `an item of '${key}'`);
}

/** The objects among the items of a list. */
export function toItems(reader: SourceReader, nodes: readonly YamlNode[], what: string): readonly Item[] {
  return nodes.flatMap((node) => {
    const mapping = reader.mapping(node, what);
    const value = mapping === null ? null : reader.json(mapping);
    return isJsonObject(value) ? [{ node, value }] : [];
  });
}

/** The text at a key, "" where there is none. */
export function textOf(value: JsonObject, key: string): string {
  const text = value[key];
  return typeof text === "string" ? text : "";
}

/** The node as a mapping, for what lies below it. */
export function mappingOf(node: YamlNode): YamlMapping | undefined {
  return node.kind === "mapping" ? node : undefined;
}

/** Says that a part of an export lacks what it cannot do without. */
export function leaveOut(reader: SourceReader, node: YamlNode, message: string): never[] {
  reader.report("project/foreign-part", node, `${message}, so it is left out.`, {
    severity: "warning",
    hint: "Complete it in the tool that wrote the file, or remove it.",
  });
  return [];
}

/** Says which parts of an export have no counterpart in NLU data and are passed over. */
export function reportUnread(reader: SourceReader, root: YamlMapping, keys: readonly string[]): void {
  for (const { key, keyNode, value } of root.entries) {
    if (!keys.includes(key) || value.kind !== "sequence" || value.items.length === 0) continue;
    reader.report("project/foreign-part", keyNode, `'${key}' of this export is not read.`, {
      severity: "warning",
      hint: "Write by hand what you need of it: `- lookup:`, `- synonym:` or `- regex:` of the NLU data come closest.",
    });
  }
}
