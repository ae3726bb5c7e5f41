import type { Story } from "../conversation/index.ts";
import type { ProjectNluData } from "./project.ts";
import { readDomainPart, readResponses } from "./readers/domain.ts";
import { DOMAIN_KEYS, type DomainPart, emptyPart } from "./readers/domain-parts.ts";
import { type NluPart, readNlu } from "./readers/nlu.ts";
import { readNluJson } from "./readers/nlu-json.ts";
import { readStories } from "./readers/stories.ts";
import type { OpenFile } from "./source-collector.ts";
import { getValue } from "./yaml/nodes.ts";

/** What a data file holds. */
export interface DataFile {
  readonly nlu: NluPart;
  readonly stories: readonly Story[];
  readonly domain: DomainPart;
}

const DATA_KEYS = ["version", "nlu", "stories", "rules", "responses", "rasa_nlu_data", ...DOMAIN_KEYS];
const noNlu: NluPart = { examples: [], synonyms: [], regexes: [], lookups: [] };

/** A data file may hold any mix of NLU data, stories, rules, responses and domain keys. */
export function readDataFile({ name, reader, root }: OpenFile): DataFile {
  reader.checkKeys(root, DATA_KEYS, "a data file");
  const isTest = /(?:^|\/)test_[^/]*$/.test(name);
  const nlu = getValue(root, "nlu");
  const isJson = getValue(root, "rasa_nlu_data") !== undefined;
  const isDomain = DOMAIN_KEYS.some((key) => key !== "responses" && getValue(root, key) !== undefined);
  return {
    nlu: isJson ? readNluJson(reader, root) : nlu === undefined ? noNlu : readNlu(reader, nlu),
    stories: isTest ? [] : readStories(reader, root),
    domain: isDomain
      ? readDomainPart(reader, root, false)
      : { ...emptyPart, responses: readResponses(reader, root) },
  };
}

/** Exact duplicates count once, as in Rasa; of conflicting synonyms the last counts. */
export function mergeNlu(parts: readonly NluPart[]): ProjectNluData {
  const examples = new Map<string, ProjectNluData["examples"][number]>();
  for (const example of parts.flatMap((part) => part.examples)) {
    const key = JSON.stringify([example.text, example.intent, example.entities]);
    if (!examples.has(key)) examples.set(key, example);
  }
  const lookups = new Map<string, ProjectNluData["lookups"][number]>();
  for (const lookup of parts.flatMap((part) => part.lookups)) {
    const known = lookups.get(lookup.name);
    lookups.set(
      lookup.name,
      known === undefined ? lookup : { ...known, elements: [...known.elements, ...lookup.elements] },
    );
  }
  return {
    examples: [...examples.values()],
    synonyms: new Map(parts.flatMap((part) => part.synonyms)),
    regexes: parts.flatMap((part) => part.regexes),
    lookups: [...lookups.values()],
  };
}

/** Intents that have sub-intents `name/key`. */
export function retrievalIntents({ examples }: ProjectNluData): ReadonlySet<string> {
  const names = examples.flatMap(({ intent }) =>
    intent?.includes("/") ? [intent.split("/", 1)[0] ?? ""] : [],
  );
  return new Set(names);
}
