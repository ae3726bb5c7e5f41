import { mergeDomain } from "../merge-domain.ts";
import { createPlaceBook } from "../place-book.ts";
import type { Diagnostic } from "../project.ts";
import { readDomainPart } from "../readers/domain.ts";
import { createSourceReader } from "../source-reader.ts";
import { parseYaml } from "../yaml/parse-yaml.ts";
import type { DomainText } from "./migrate-texts.ts";

/** What a domain's files still have against them once they are read as those of Rasa 3; notes are left out. */
export function findRemaining(files: readonly DomainText[]): readonly Diagnostic[] {
  const places = createPlaceBook();
  const readers = files.map(({ name, text }) =>
    createSourceReader(parseYaml(name, text, {}).document, places),
  );
  const parts = readers.flatMap((reader) => {
    const { root } = reader.document;
    return root?.kind === "mapping"
      ? [readDomainPart(reader, root, files.length === 1 ? "only" : "one-of-many")]
      : [];
  });
  const merged = mergeDomain(parts, new Set(), places);
  return [...readers.flatMap(({ diagnostics }) => diagnostics), ...merged.diagnostics].filter(
    ({ severity }) => severity !== "note",
  );
}
