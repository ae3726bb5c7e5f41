import type { Diagnostic, ProjectNluData } from "./project.ts";
import type { NluPart } from "./readers/nlu.ts";

type Example = ProjectNluData["examples"][number];
type Lookup = ProjectNluData["lookups"][number];

/** Joins the NLU data of several files. Exact duplicates count once, as in Rasa; of conflicting synonyms the last. */
export function mergeNlu(parts: readonly NluPart[]): {
  readonly data: ProjectNluData;
  readonly diagnostics: readonly Diagnostic[];
} {
  const diagnostics: Diagnostic[] = [];
  const examples = parts.flatMap((part) => part.examples);
  return {
    data: {
      examples: withoutDuplicates(examples, diagnostics),
      synonyms: new Map(parts.flatMap((part) => part.synonyms)),
      regexes: parts.flatMap((part) => part.regexes),
      lookups: joinLookups(parts.flatMap((part) => part.lookups)),
      entries: parts.flatMap((part) => part.entries),
    },
    diagnostics,
  };
}

function withoutDuplicates(examples: readonly Example[], diagnostics: Diagnostic[]): readonly Example[] {
  const kept = new Map<string, Example>();
  for (const example of examples) {
    const key = JSON.stringify([example.text, example.intent ?? null, example.entities]);
    const first = kept.get(key);
    if (first === undefined) kept.set(key, example);
    else diagnostics.push(duplicate(example, first));
  }
  return kept.size === examples.length ? examples : [...kept.values()];
}

function duplicate({ text, at }: Example, first: Example): Diagnostic {
  return {
    code: "project/duplicate-example",
    severity: "warning",
    message: `The example '${text.slice(0, 60)}' is there twice; it counts once.`,
    at,
    hint: "Remove one of them.",
    related: [{ message: "The first is here.", at: first.at }],
  };
}

function joinLookups(lookups: readonly Lookup[]): readonly Lookup[] {
  const byName = new Map<string, Lookup>();
  for (const lookup of lookups) {
    const known = byName.get(lookup.name);
    byName.set(
      lookup.name,
      known === undefined ? lookup : { ...known, elements: [...known.elements, ...lookup.elements] },
    );
  }
  return [...byName.values()];
}

/** Intents that have sub-intents `name/key`. */
export function retrievalIntents({ examples }: ProjectNluData): ReadonlySet<string> {
  const names = examples.flatMap(({ intent }) =>
    intent?.includes("/") ? [intent.split("/", 1)[0] ?? ""] : [],
  );
  return new Set(names);
}
