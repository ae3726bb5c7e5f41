import {
  aListOf,
  anObject,
  assertShape,
  aText,
  type JsonObject,
  type JsonValue,
  TsbotError,
  toErrorMessage,
} from "../../base/index.ts";
import type { Entity } from "../../conversation/index.ts";
import type { Component, ComponentDefinition } from "../registry.ts";

interface Pattern {
  readonly name: string;
  readonly pattern: string;
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
    const all: Pattern[] = [
      ...lookups.map(({ name, elements }) => ({ name, pattern: lookupPattern(elements, options) })),
      ...regexes.map(({ name, pattern }) => ({ name, pattern })),
    ];
    const patterns = all.filter(({ name }) => entities.has(name));
    if (all.length > 0 && patterns.length === 0) {
      logger.warn(
        "RegexEntityExtractor has nothing to do: no regex or lookup table has the name of an annotated entity",
      );
    }
    return regexComponent(patterns, options);
  },
  load({ json }, options) {
    assertShape(json, anObject({ patterns: aListOf(anObject({ name: aText, pattern: aText })) }));
    return regexComponent((json as JsonObject)["patterns"] as unknown as Pattern[], options);
  },
};

function lookupPattern(elements: readonly string[], options: JsonObject): string {
  const boundary = options["use_word_boundaries"] === false ? "" : "\\b";
  return `(${elements.map((element) => `${boundary}${escapePattern(element)}${boundary}`).join("|")})`;
}

function escapePattern(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}

function regexComponent(patterns: readonly Pattern[], options: JsonObject): Component {
  const flags = options["case_sensitive"] === true ? "gu" : "giu";
  const compiled = patterns.map(({ name, pattern }) => ({
    name,
    regex: compilePattern(name, pattern, flags),
  }));
  return {
    state: { json: { patterns } as unknown as JsonValue, arrays: {} },
    process(message) {
      const found = compiled.flatMap(({ name, regex }) => findAll(message.text, name, regex));
      message.entities = [...message.entities, ...found];
    },
  };
}

/** Compiles a project's pattern. Throws `nlu/bad-regex` naming it. */
export function compilePattern(name: string, pattern: string, flags: string): RegExp {
  try {
    return new RegExp(pattern, flags);
  } catch {
    try {
      // Python allows escapes that JavaScript's Unicode mode does not.
      return new RegExp(pattern, flags.replace("u", ""));
    } catch (error) {
      throw new TsbotError("nlu/bad-regex", `The regex '${name}' is not valid: ${toErrorMessage(error)}.`, {
        hint: "Correct the pattern in the NLU data.",
      });
    }
  }
}

function findAll(text: string, entity: string, regex: RegExp): readonly Entity[] {
  const entities: Entity[] = [];
  for (const match of text.matchAll(regex)) {
    if (match[0] === "") continue;
    const start = match.index;
    entities.push({
      entity,
      start,
      end: start + match[0].length,
      value: match[0],
      extractor: "RegexEntityExtractor",
    });
  }
  return entities;
}
