import type { SourceReader } from "../source-reader.ts";
import type { YamlEntry, YamlNode } from "../yaml/nodes.ts";

/**
 * Named things with their options. `type: text` in the column of the slots' names is an option that lacks its
 * indentation: it is reported once, and counts for the slot above.
 */
export function withStrayOptions(
  reader: SourceReader,
  entries: readonly YamlEntry[],
  { options, what }: { readonly options: readonly string[]; readonly what: string },
): readonly YamlEntry[] {
  const joined: YamlEntry[] = [];
  let isReported = false;
  for (const entry of entries) {
    const owner = joined.at(-1);
    const own = owner === undefined ? null : optionsOf(owner.value);
    if (
      owner === undefined ||
      own === null ||
      !options.includes(entry.key) ||
      entry.value.kind === "mapping"
    ) {
      joined.push(entry);
      continue;
    }
    if (!isReported) {
      reader.report(
        "project/unknown-key",
        entry.keyNode,
        `'${entry.key}' stands in the column of the ${what}s' names.`,
        { hint: `Indent it, and what else belongs to the ${what} '${owner.key}', deeper than that name.` },
      );
      isReported = true;
    }
    const { start } = owner.value;
    const value = { kind: "mapping" as const, entries: [...own, entry], start, end: entry.value.end };
    joined.splice(-1, 1, { ...owner, value });
  }
  return joined;
}

/** Null where the thing has something else than options. */
function optionsOf(node: YamlNode): readonly YamlEntry[] | null {
  if (node.kind === "mapping") return node.entries;
  return node.kind === "scalar" && node.value === null ? [] : null;
}
