import type { YamlEntry, YamlNode } from "./nodes.ts";
import type { YamlProblem } from "./problem.ts";

const MAXIMUM_MERGED_KEYS = 10_000;

/** Resolves merge keys (`<<`) and reports duplicates; of a duplicate the first value counts. */
export function finishEntries(entries: readonly YamlEntry[], problems: YamlProblem[]): readonly YamlEntry[] {
  if (isPlain(entries)) return entries;
  const own = new Map<string, YamlEntry>();
  const merged: YamlNode[] = [];
  for (const entry of entries) {
    if (isMergeKey(entry)) merged.push(entry.value);
    else if (own.has(entry.key)) problems.push(duplicateKey(entry));
    else own.set(entry.key, entry);
  }
  if (merged.length > 0) return [...own.values(), ...inherit(merged, own)];
  return own.size === entries.length ? entries : [...own.values()];
}

/** Whether a short mapping has neither merge keys nor duplicates: nearly all are so, without building a map. */
function isPlain(entries: readonly YamlEntry[]): boolean {
  if (entries.length > 12) return false;
  return entries.every((entry, index) => {
    const { key } = entry;
    if (isMergeKey(entry)) return false;
    for (let before = 0; before < index; before++) if (entries[before]?.key === key) return false;
    return true;
  });
}

/** In quotes `<<` is a key like any other. */
function isMergeKey({ key, keyNode }: YamlEntry): boolean {
  return key === "<<" && keyNode.kind === "scalar" && keyNode.style === "plain";
}

function inherit(merged: readonly YamlNode[], own: ReadonlyMap<string, YamlEntry>): Iterable<YamlEntry> {
  const inherited = new Map<string, YamlEntry>();
  for (const entry of merged.flatMap(mergeEntries)) {
    if (inherited.size > MAXIMUM_MERGED_KEYS) break;
    if (!own.has(entry.key) && !inherited.has(entry.key)) inherited.set(entry.key, entry);
  }
  return inherited.values();
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
    hint: "Put what is below both into one, or rename one of them; only the first counts.",
    start: keyNode.start,
    end: keyNode.end,
  };
}
