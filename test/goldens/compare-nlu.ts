import type { Project } from "../../src/project/index.ts";
import { toCodePoints } from "./code-points.ts";
import { bagDifferences, differences } from "./difference.ts";
import type { GoldenData, GoldenFolder } from "./golden.ts";
import { acceptance, readFiles } from "./read-files.ts";

interface NluGolden extends GoldenData {
  readonly nlu?: {
    readonly counts: { readonly examples: number };
    readonly per_intent: Readonly<Record<string, number>>;
    readonly entity_types: readonly string[];
    readonly examples_complete: boolean;
    readonly examples: readonly { text: string; intent: string | null; entities: readonly object[] }[];
    readonly synonyms: Readonly<Record<string, string>>;
    readonly regexes: readonly { name: string; pattern: string }[];
    readonly lookups: readonly { name: string; elements: readonly string[] }[];
    readonly responses: Readonly<Record<string, unknown>>;
  };
}

/** The training data that Rasa made of the same files. */
export async function compareNlu(golden: NluGolden, folder: GoldenFolder): Promise<readonly string[]> {
  const { project, errors } = await readFiles(golden, folder, "data");
  const { nlu: rasas, ok, input } = golden;
  if (ok !== true || rasas === undefined || errors.length > 0) return acceptance(golden, errors);
  const { nlu } = project;
  const examples = nlu.examples.map(toExample);
  const wanted = rasas.examples.map(({ text, intent, entities }) => ({ text, intent, entities }));
  const isOneFile = input?.paths?.length === 1 && /\.(?:ya?ml|json)$/.test(input.paths[0] ?? "");
  const pattern = ({ name, pattern: text }: { name: string; pattern: string }) => [name, text];
  const lookup = ({ name, elements }: { name: string; elements: readonly string[] }) => [name, elements];
  return [
    ...differences("examples", examples.length, rasas.counts.examples),
    // In a folder the order of files is not meant.
    ...(isOneFile
      ? differences("examples", examples.slice(0, wanted.length), wanted)
      : bagDifferences("examples", examples, wanted, !rasas.examples_complete)),
    ...bagDifferences("examples of intents", countIntents(examples), Object.entries(rasas.per_intent)),
    ...differences("types of entities", entityTypes(nlu), [...rasas.entity_types].sort()),
    ...differences("synonyms", Object.fromEntries(nlu.synonyms), rasas.synonyms),
    ...bagDifferences("regexes", nlu.regexes.map(pattern), rasas.regexes.map(pattern)),
    ...bagDifferences("lookups", nlu.lookups.map(lookup), rasas.lookups.map(lookup)),
    ...differences("responses", responsesOf(project, rasas.responses), rasas.responses),
  ];
}

type Example = Project["nlu"]["examples"][number];

function toExample({ text, intent, entities }: Example): {
  readonly text: string;
  readonly intent: string | null;
} {
  const points = toCodePoints(text);
  return {
    text,
    intent: intent ?? null,
    entities: entities.map((entity) => ({ ...entity, start: points(entity.start), end: points(entity.end) })),
  } as { readonly text: string; readonly intent: string | null };
}

function countIntents(examples: readonly { readonly intent: string | null }[]): readonly unknown[] {
  const counts = new Map<string, number>();
  for (const { intent } of examples) {
    // The key that Python makes of no intent.
    const key = intent ?? "None";
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts];
}

function entityTypes({ examples }: Project["nlu"]): readonly string[] {
  return [...new Set(examples.flatMap(({ entities }) => entities.map(({ entity }) => entity)))].sort();
}

/** Responses in data files become part of the domain. */
function responsesOf({ domain }: Project, rasas: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.keys(rasas).map((name) => [
      name,
      domain.responses.get(name)?.map(({ content, ...rest }) => ({ ...content, ...rest })) ?? null,
    ]),
  );
}
