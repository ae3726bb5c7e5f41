import type { SourceReader } from "../source-reader.ts";
import type { YamlNode } from "../yaml/nodes.ts";

/** What the files that lookup tables name hold, by their names; a text says why one cannot be read. */
export type LookupFiles = ReadonlyMap<string, readonly string[] | string>;

/** The file that a lookup table names in place of its elements: in Rasa's JSON any text, in YAML the name of a file alone. */
export function lookupPath(elements: YamlNode | undefined, format: "json" | "yaml"): string | null {
  if (elements?.kind !== "scalar" || typeof elements.value !== "string") return null;
  const isName = elements.style !== "literal" && FILE_NAME.test(elements.value);
  return format === "json" || isName ? elements.value : null;
}

const FILE_NAME = /^(?!-)\S[^\n]*\.[a-z]{2,5}$/i;

/** The elements of the file that a lookup table names; none, and a report, where it cannot be read. */
export function elementsOfFile(
  reader: SourceReader,
  place: YamlNode,
  { path, files }: { readonly path: string; readonly files: LookupFiles },
): readonly string[] {
  const read = files.get(path) ?? "it is not there";
  if (typeof read !== "string") return read;
  reader.noteGap();
  reader.report(
    "project/lookup-file",
    place,
    `The file '${path}' of this lookup table cannot be read: ${read}.`,
    {
      hint: "Write a path from the project's folder to a file inside of it, with one element a line, or the elements themselves.",
    },
  );
  return [];
}
