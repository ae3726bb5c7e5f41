import { aListOf, anObject, aText, type JsonObject, TsbotError } from "../base/index.ts";
import {
  compilePattern,
  createLiteralFinder,
  type Pattern,
  type Span,
  type StepBudget,
} from "../regex/index.ts";
import type { NluTrainingData } from "./component.ts";
import { flagOption } from "./options.ts";

/** Lookup tables and regexes as a model keeps them. */
export interface StoredPatterns {
  readonly lookups: readonly { readonly name: string; readonly elements: readonly string[] }[];
  readonly patterns: readonly { readonly name: string; readonly pattern: string }[];
}

export const STORED_PATTERNS = anObject({
  lookups: aListOf(anObject({ name: aText, elements: aListOf(aText) })),
  patterns: aListOf(anObject({ name: aText, pattern: aText })),
});

/** The data's lookup tables and regexes of which the options of a component want to know. */
export function chosenPatterns({ lookups, regexes }: NluTrainingData, options: JsonObject): StoredPatterns {
  const withLookups = flagOption(options, "use_lookup_tables", true);
  const withRegexes = flagOption(options, "use_regexes", true);
  return {
    lookups: withLookups ? lookups.map(({ name, elements }) => ({ name, elements })) : [],
    patterns: withRegexes ? regexes.map(({ name, pattern }) => ({ name, pattern })) : [],
  };
}

/** Finds all places of one lookup table or regex; those that share a budget share its steps. */
export interface PatternFinder {
  readonly name: string;
  find(text: string, budget: StepBudget): readonly Span[];
}

/** One finder for each: lookup tables first, as Rasa has them. Throws `nlu/bad-regex`. */
export function createPatternFinders(
  { lookups, patterns }: StoredPatterns,
  how: { readonly ignoresCase: boolean; readonly atBoundaries: boolean },
): readonly PatternFinder[] {
  return [
    ...lookups.map(({ name, elements }) => ({ name, find: createLiteralFinder(elements, how) })),
    ...patterns.map(({ name, pattern }) => {
      const compiled = toPattern(name, pattern, how.ignoresCase);
      return { name, find: (text: string, budget: StepBudget) => compiled.findAll(text, budget) };
    }),
  ];
}

/** Validation has found what is wrong with a project's patterns; those of a model from elsewhere end up here. */
function toPattern(name: string, pattern: string, ignoresCase: boolean): Pattern {
  const compiled = compilePattern(pattern, { ignoresCase });
  if (!("problem" in compiled)) return compiled;
  throw new TsbotError("nlu/bad-regex", `The regex '${name}' cannot be used: ${compiled.problem}.`, {
    hint: "Correct the pattern in the NLU data.",
  });
}
