import { toErrorMessage } from "../../base/index.ts";
import { hintFor, type ValidationRule } from "./rule.ts";

/** A regex that does not compile. */
export const badRegex: ValidationRule = {
  code: "project/bad-regex",
  severity: "error",
  explanation:
    "A pattern of a regex feature is no regular expression. Correct it; a bracket that is meant is written `\\(`.",
  needs: [],
  check({ nlu }, report) {
    for (const { name, pattern, at } of nlu.regexes) {
      const problem = explainPattern(pattern);
      if (problem === null) continue;
      report(at, `The pattern '${pattern.slice(0, 60)}' of the regex '${name}' cannot be used: ${problem}.`, {
        hint: "Close every bracket, or write `\\` before one that is meant.",
      });
    }
  },
};

/** Why a pattern does not compile; Python's named groups and inline flags are known to tsbot. */
function explainPattern(pattern: string): string | null {
  const translated = pattern.replaceAll("(?P<", "(?<").replace(/^\(\?[aiLmsux]+\)/, "");
  try {
    new RegExp(translated);
    return null;
  } catch (error) {
    return toErrorMessage(error)
      .replace(/^Invalid regular expression: /, "")
      .replace(/^\/[\s\S]*\/[a-z]*: /, "");
  }
}

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
