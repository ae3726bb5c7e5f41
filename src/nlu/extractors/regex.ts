import {
  aListOf,
  anObject,
  assertShape,
  aText,
  type JsonObject,
  type JsonValue,
  TsbotError,
} from "../../base/index.ts";
import type { Entity } from "../../conversation/index.ts";
import {
  compilePattern,
  createLiteralFinder,
  createStepBudget,
  type Pattern,
  type Span,
  type StepBudget,
} from "../../regex/index.ts";
import type { Component, ComponentDefinition } from "../registry.ts";

interface Stored {
  readonly lookups: readonly { readonly name: string; readonly elements: readonly string[] }[];
  readonly patterns: readonly { readonly name: string; readonly pattern: string }[];
}

/**
 * `RegexEntityExtractor`: regexes and lookup tables whose name is an annotated entity
 * (rasa/nlu/extractors/regex_entity_extractor.py 3.6).
 */
export const regexEntityExtractor: ComponentDefinition = {
  train({ data, options, logger }) {
    const entities = new Set(
      data.examples.flatMap((example) => example.entities.map(({ entity }) => entity)),
    );
    const regexes = options["use_regexes"] === false ? [] : data.regexes;
    const lookups = options["use_lookup_tables"] === false ? [] : data.lookups;
    const isEntity = ({ name }: { readonly name: string }): boolean => entities.has(name);
    const stored: Stored = {
      lookups: lookups.filter(isEntity).map(({ name, elements }) => ({ name, elements })),
      patterns: regexes.filter(isEntity).map(({ name, pattern }) => ({ name, pattern })),
    };
    const isIdle = stored.lookups.length + stored.patterns.length === 0;
    if (lookups.length + regexes.length > 0 && isIdle) {
      logger.warn(
        "RegexEntityExtractor has nothing to do: no regex or lookup table has the name of an annotated entity",
      );
    }
    return regexComponent(stored, options);
  },
  load({ json }, options) {
    assertShape(
      json,
      anObject({
        lookups: aListOf(anObject({ name: aText, elements: aListOf(aText) })),
        patterns: aListOf(anObject({ name: aText, pattern: aText })),
      }),
    );
    return regexComponent(json as unknown as Stored, options);
  },
};

/** Lookup tables first, as Rasa has them; all together have one budget of steps for a message. */
function regexComponent(stored: Stored, options: JsonObject): Component {
  const ignoresCase = options["case_sensitive"] !== true;
  const atBoundaries = options["use_word_boundaries"] !== false;
  const finders: readonly { readonly name: string; readonly find: Finder }[] = [
    ...stored.lookups.map(({ name, elements }) => ({
      name,
      find: createLiteralFinder(elements, { ignoresCase, atBoundaries }),
    })),
    ...stored.patterns.map(({ name, pattern }) => {
      const compiled = toPattern(name, pattern, ignoresCase);
      return { name, find: (text: string, budget: StepBudget) => compiled.findAll(text, budget) };
    }),
  ];
  return {
    state: { json: stored as unknown as JsonValue, arrays: {} },
    process(message) {
      const budget = createStepBudget();
      const found = finders.flatMap(({ name, find }) =>
        find(message.text, budget).map((span) => toEntity(message.text, name, span)),
      );
      message.entities = [...message.entities, ...found];
    },
  };
}

type Finder = (text: string, budget: StepBudget) => readonly Span[];

/** Validation has found what is wrong with a project's patterns; those of a model from elsewhere end up here. */
function toPattern(name: string, pattern: string, ignoresCase: boolean): Pattern {
  const compiled = compilePattern(pattern, { ignoresCase });
  if (!("problem" in compiled)) return compiled;
  throw new TsbotError("nlu/bad-regex", `The regex '${name}' cannot be used: ${compiled.problem}.`, {
    hint: "Correct the pattern in the NLU data.",
  });
}

function toEntity(text: string, entity: string, { start, end }: Span): Entity {
  return { entity, start, end, value: text.slice(start, end), extractor: "RegexEntityExtractor" };
}
