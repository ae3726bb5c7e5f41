import { compilePattern } from "../../regex/index.ts";
import { hintFor, type ValidationRule } from "./rule.ts";

/** A regex that does not compile, or would cost too much. */
export const badRegex: ValidationRule = {
  code: "project/bad-regex",
  severity: "error",
  isIgnorable: false,
  explanation:
    "A pattern of a regex feature is no regular expression of Python, or one that is too large: more than 20,000 characters, brackets more than 100 deep, or more than 10,000 steps once its counted repetitions are written out. Correct it; a bracket that is meant is written `\\(`. Patterns that take other programs forever, such as `(a+)+$`, are fine: tsbot never takes the same way twice.",
  needs: [],
  check({ nlu }, report) {
    for (const { name, pattern, at } of nlu.regexes) {
      const compiled = compilePattern(pattern);
      if (!("problem" in compiled)) continue;
      report(
        at,
        `The pattern '${pattern.slice(0, 60)}' of the regex '${name}' cannot be used: ${compiled.problem}.`,
        { hint: HINTS[compiled.kind] },
      );
    }
  },
};

const HINTS = {
  syntax: "Close every bracket, and write `\\` before one that is meant.",
  size: "Write it shorter; for a list of words take a lookup table.",
} as const;

/** A tokenizer's pattern that does not compile. */
export const badTokenPattern: ValidationRule = {
  code: "project/bad-token-pattern",
  severity: "error",
  isIgnorable: false,
  explanation:
    "The `token_pattern` of a tokenizer is no regular expression of Python, or one that is too large. Correct it; a bracket that is meant is written `\\(`.",
  needs: ["config"],
  check({ config, places }, report) {
    for (const component of config.pipeline) {
      const pattern = component.options["token_pattern"];
      const compiled = typeof pattern === "string" ? compilePattern(pattern) : null;
      if (compiled === null || !("problem" in compiled)) continue;
      report(
        places.of(component, "token_pattern"),
        `The 'token_pattern' of ${component.name} cannot be used: ${compiled.problem}.`,
        { hint: HINTS[compiled.kind] },
      );
    }
  },
};

/** A regex or lookup table that no extractor uses. */
export const patternWithoutEntity: ValidationRule = {
  code: "project/pattern-not-an-entity",
  severity: "warning",
  explanation:
    "RegexEntityExtractor finds entities by the regexes and lookup tables that have the name of an entity of the examples; as in Rasa an entity that only the domain knows does not count. Mark the entity in an example, `[Rome](city)`, or give the pattern the name of another; as a mere feature for the classifier it needs no RegexEntityExtractor.",
  needs: ["entities", "config", "data"],
  check({ nlu, domain, config }, report) {
    const extracts = config.pipeline.some(({ name }) => name === "RegexEntityExtractor");
    if (!extracts) return;
    const marked = new Set(nlu.examples.flatMap(({ entities }) => entities.map(({ entity }) => entity)));
    const seen = new Set<string>();
    for (const { kind, name, at } of nlu.entries) {
      if ((kind !== "regex" && kind !== "lookup") || marked.has(name) || seen.has(name)) continue;
      seen.add(name);
      if (domain.entities.has(name))
        report(
          at,
          `No example has the entity '${name}', so RegexEntityExtractor does not use this ${kind}.`,
          {
            hint: `Mark it in an example of an intent: \`[…](${name})\`.`,
          },
        );
      else
        report(
          at,
          `The ${kind} '${name}' has the name of no entity, so RegexEntityExtractor does not use it.`,
          { hint: hintFor(name, [...marked, ...domain.entities.keys()], "Give it the name of an entity.") },
        );
    }
  },
};
