import { compilePattern } from "../../regex/index.ts";
import { hintFor, type ValidationRule } from "./rule.ts";

/** A regex that does not compile, or would cost too much. */
export const badRegex: ValidationRule = {
  code: "project/bad-regex",
  severity: "error",
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

/** A regex or lookup table that no extractor uses. */
export const patternWithoutEntity: ValidationRule = {
  code: "project/pattern-not-an-entity",
  severity: "warning",
  explanation:
    "RegexEntityExtractor finds entities by the regexes and lookup tables that have an entity's name; this one has none that the domain or an example knows. Give it the name of an entity; as a mere feature for the classifier it needs no RegexEntityExtractor.",
  needs: ["entities", "config"],
  check({ nlu, domain, config }, report) {
    const extracts = config.pipeline.some(({ name }) => name === "RegexEntityExtractor");
    if (!extracts) return;
    const marked = new Set(nlu.examples.flatMap(({ entities }) => entities.map(({ entity }) => entity)));
    const seen = new Set<string>();
    for (const { kind, name, at } of nlu.entries) {
      if ((kind !== "regex" && kind !== "lookup") || domain.entities.has(name) || marked.has(name)) continue;
      if (seen.has(name)) continue;
      seen.add(name);
      report(
        at,
        `The ${kind} '${name}' has the name of no entity, so RegexEntityExtractor does not use it.`,
        {
          hint: hintFor(name, domain.entities.keys(), "Give it the name of an entity."),
        },
      );
    }
  },
};
