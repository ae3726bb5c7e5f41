import type { SourcePosition } from "../../base/index.ts";
import type { Diagnostic, ProjectNluData } from "../project.ts";
import type { MarkedEntity } from "../readers/entity-markup.ts";
import { sortEntities, writeMarkup } from "./markup.ts";
import { trimExample } from "./trim-example.ts";
import type { NluContent } from "./written.ts";

type Nlu = NluContent["nlu"];

/** Whether a line or a name is read as it is written: blanks at its ends are not. */
export function isSayable(text: string): boolean {
  return text !== "" && text.trim() === text;
}

/** What YAML cannot say of NLU data: errors where it would mean something else, warnings where it is left out. */
export function findLosses(nlu: Nlu): readonly Diagnostic[] {
  return [...nlu.examples.flatMap(lossOfExample), ...lossesOfSynonyms(nlu), ...lossesOfTables(nlu)];
}

function lossOfExample(example: ProjectNluData["examples"][number]): readonly Diagnostic[] {
  const { intent, at } = example;
  const { text, entities } = trimExample(example);
  if (intent === undefined) {
    const message = `The example '${shorten(text)}' has no intent, so YAML has no place for it; it is left out.`;
    return [
      finding("project/left-out", "warning", message, at, {
        hint: "Give it an intent, or keep these examples in JSON (`--format json`).",
      }),
    ];
  }
  if (text === "" && example.metadata?.example !== undefined) {
    const message = "YAML has no place for the metadata of an example without text; they are left out.";
    return [finding("project/left-out", "warning", message, at, { hint: "Remove the example." })];
  }
  if (writeMarkup(text, entities) !== null) return [];
  const message = `YAML cannot say the example '${shorten(text)}': ${whyUnsayable(text, entities)}.`;
  return [
    finding("project/not-in-yaml", "error", message, at, {
      hint: "Change the text or its entities, or write JSON (`--format json`), which can say it.",
    }),
  ];
}

function whyUnsayable(text: string, entities: readonly MarkedEntity[]): string {
  const sorted = sortEntities(entities);
  const overlaps = sorted.some(({ start, end }, index) => {
    const next = sorted[index + 1];
    return next !== undefined && next.start < end && (next.start !== start || next.end !== end);
  });
  if (overlaps) return "two of its entities overlap, and annotations stand side by side";
  if (sorted.some(({ start, end }) => text.slice(start, end).includes("]")))
    return "one of its entities holds a ']', where its annotation would end";
  return "its brackets would be read as an annotation";
}

function lossesOfSynonyms({ synonyms, examples }: Nlu): readonly Diagnostic[] {
  const doubtful = [...synonyms].filter(([text, value]) => !isSayable(text) || !isSayable(value));
  if (doubtful.length === 0) return [];
  const annotated = annotatedValues(examples);
  return doubtful
    .filter(([text, value]) => !(annotated.get(text)?.size === 1 && annotated.get(text)?.has(value)))
    .map(([text, value]) =>
      finding(
        "project/not-in-yaml",
        "error",
        `YAML cannot say that '${shorten(text)}' stands for '${shorten(value)}': one of them is empty or has blanks at its ends.`,
        examples[0]?.at ?? NOWHERE,
        { hint: "Remove the blanks, or write JSON (`--format json`)." },
      ),
    );
}

/** Texts of entities with the values they are given; reading makes synonyms of them. */
function annotatedValues(examples: Nlu["examples"]): ReadonlyMap<string, ReadonlySet<string>> {
  const values = new Map<string, Set<string>>();
  for (const { text, entities } of examples) {
    for (const { start, end, value } of entities) {
      const surface = text.slice(start, end);
      if (surface !== value) values.set(surface, (values.get(surface) ?? new Set()).add(value));
    }
  }
  return values;
}

/** A pattern means something else without its blanks; an element of a lookup table does not. */
function lossesOfTables({ regexes, lookups }: Nlu): readonly Diagnostic[] {
  const patterns = regexes
    .filter(({ pattern }) => pattern.trim() !== pattern)
    .map(({ pattern, at }) => {
      const message = `YAML cannot say the pattern '${shorten(pattern)}': it has blanks at its ends.`;
      return finding("project/not-in-yaml", "error", message, at, { hint: "Write such a blank as `[ ]`." });
    });
  const names = [...regexes, ...lookups]
    .filter(({ name }) => !isSayable(name))
    .map(({ name, at }) => {
      const message = `YAML cannot say the name '${shorten(name)}': it is empty or has blanks at its ends.`;
      return finding("project/not-in-yaml", "error", message, at, { hint: "Give it another name." });
    });
  return [...patterns, ...names];
}

const NOWHERE: SourcePosition = { file: ".", line: 1, column: 1 };

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function finding(
  code: string,
  severity: Diagnostic["severity"],
  message: string,
  at: SourcePosition,
  { hint }: { readonly hint: string },
): Diagnostic {
  return { code, severity, message, at, hint, related: [] };
}
