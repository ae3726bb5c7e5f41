import { assertShape, type JsonObject, type JsonValue } from "../../base/index.ts";
import type { Entity } from "../../conversation/index.ts";
import { createStepBudget, type Span } from "../../regex/index.ts";
import { flagOption } from "../options.ts";
import {
  chosenPatterns,
  createPatternFinders,
  STORED_PATTERNS,
  type StoredPatterns,
} from "../pattern-finders.ts";
import type { Component, ComponentDefinition } from "../registry.ts";

/**
 * `RegexEntityExtractor`: regexes and lookup tables whose name is an annotated entity
 * (rasa/nlu/extractors/regex_entity_extractor.py 3.6).
 */
export const regexEntityExtractor: ComponentDefinition = {
  train({ data, options, logger }) {
    const entities = new Set(
      data.examples.flatMap((example) => example.entities.map(({ entity }) => entity)),
    );
    const isEntity = ({ name }: { readonly name: string }): boolean => entities.has(name);
    const { lookups, patterns } = chosenPatterns(data, options);
    const stored = { lookups: lookups.filter(isEntity), patterns: patterns.filter(isEntity) };
    const isIdle = stored.lookups.length + stored.patterns.length === 0;
    if (lookups.length + patterns.length > 0 && isIdle) {
      logger.warn(
        "RegexEntityExtractor has nothing to do: no regex or lookup table has the name of an annotated entity",
      );
    }
    return regexComponent(stored, options);
  },
  load({ json }, options) {
    assertShape(json, STORED_PATTERNS);
    return regexComponent(json as unknown as StoredPatterns, options);
  },
};

/** All patterns together have one budget of steps for a message. */
function regexComponent(stored: StoredPatterns, options: JsonObject): Component {
  const finders = createPatternFinders(stored, {
    ignoresCase: !flagOption(options, "case_sensitive", false),
    atBoundaries: flagOption(options, "use_word_boundaries", true),
  });
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

function toEntity(text: string, entity: string, { start, end }: Span): Entity {
  return { entity, start, end, value: text.slice(start, end), extractor: "RegexEntityExtractor" };
}
