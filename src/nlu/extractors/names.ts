import type { Entity } from "../../conversation/index.ts";

type Compromise = typeof import("compromise").default;
type View = ReturnType<Compromise>;

/** Kinds of names the extractor knows, in spaCy's words. */
export const NAME_DIMENSIONS = ["PERSON", "GPE", "ORG"] as const;

/** spaCy tells places of nature, LOC, from countries and towns; here both names find all places. */
const PLACES = ["GPE", "LOC"] as const;

/** All names of kinds of names. */
export const ALL_NAME_DIMENSIONS: readonly string[] = [...NAME_DIMENSIONS, "LOC"];

type NameDimension = (typeof NAME_DIMENSIONS)[number] | "LOC";

/** Finds names in a text. */
export interface NameFinder {
  find(text: string, dimensions: ReadonlySet<string>): readonly Entity[];
}

const EXTRACTOR = "SpacyEntityExtractor";

/**
 * Names by the general language model of compromise (a lexicon and rules in a package, no download). People it knows,
 * then runs of capitalised words in the place of a name that it takes for proper nouns.
 */
export async function loadNameFinder(): Promise<NameFinder> {
  const { default: compromise } = await import("compromise");
  return {
    find(text, dimensions) {
      const view = compromise(text);
      const found: Entity[] = [];
      if (dimensions.has("PERSON")) found.push(...people(view, text));
      const place = PLACES.find((name) => dimensions.has(name));
      if (place !== undefined) found.push(...entitiesOf(view.places(), text, place));
      if (dimensions.has("ORG")) found.push(...entitiesOf(view.organizations(), text, "ORG"));
      return found.sort((left, right) => (left.start ?? 0) - (right.start ?? 0));
    },
  };
}

/** Proper nouns that are no people: what compromise takes for something else, and words that merely begin a sentence. */
const NO_PERSON =
  "(#Place|#Organization|#Date|#Month|#WeekDay|#Pronoun|#Expression|#Verb|#Adjective|#Determiner|#Conjunction|#Acronym)";

function people(view: View, text: string): readonly Entity[] {
  const known = entitiesOf(view.people(), text, "PERSON");
  if (known.length > 0) return known;
  const candidates = view.match("#ProperNoun+").not(NO_PERSON);
  return entitiesOf(candidates, text, "PERSON").filter(
    ({ start = 0, value }) => start > 0 && isCapitalised(String(value)),
  );
}

function isCapitalised(value: string): boolean {
  return value.split(/\s+/).every((word) => /^\p{Lu}/u.test(word));
}

interface Found {
  readonly text: string;
  readonly offset?: { readonly start: number; readonly length: number };
}

/** Part of a text as compromise gives it, whatever its own type. */
interface Matches {
  json(options: object): unknown;
}

function entitiesOf(view: Matches, text: string, entity: NameDimension): readonly Entity[] {
  const found = view.json({ offset: true, text: true }) as readonly Found[];
  return found.flatMap(({ offset }) => {
    if (offset === undefined) return [];
    const raw = text.slice(offset.start, offset.start + offset.length);
    const value = raw.replace(/^[^\p{L}\p{N}]+/u, "").replace(/(?:['’]s)?[^\p{L}\p{N}]*$/u, "");
    if (value === "") return [];
    const start = offset.start + raw.indexOf(value);
    return [{ entity, start, end: start + value.length, value, extractor: EXTRACTOR }];
  });
}
