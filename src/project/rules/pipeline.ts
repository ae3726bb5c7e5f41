import { type ComponentFacts, componentFacts } from "../shapes/component-facts.ts";
import { writtenPipeline } from "./pipeline-facts.ts";
import type { ValidationRule } from "./rule.ts";

const MISSING: Readonly<Record<NonNullable<ComponentFacts["needs"]>, readonly [string, string]>> = {
  tokenizer: ["a tokenizer", "Put `- name: WhitespaceTokenizer` at the start of the pipeline."],
  featurizer: [
    "a featurizer",
    "tsbot makes its own features; for Rasa, put `- name: CountVectorsFeaturizer` before it.",
  ],
  classifier: ["an intent classifier", "Put one before it, such as `- name: DIETClassifier`."],
  SpacyNLP: ["SpacyNLP", "Put `- name: SpacyNLP` at the start of the pipeline."],
};

/** A component lacks what must run before it. */
export const componentOrder: ValidationRule = {
  code: "project/component-order",
  severity: "error",
  explanation:
    "A component of the pipeline needs another before it: featurizers and CRFEntityExtractor need a tokenizer, FallbackClassifier an intent classifier, components of spaCy need SpacyNLP. Move it, or add what is missing. Where only Rasa needs it (classifiers need a featurizer there) it is a warning.",
  needs: ["config"],
  check(project, report) {
    const before = new Set<string>();
    for (const { name, at } of writtenPipeline(project)) {
      const needs = componentFacts.get(name)?.needs;
      if (needs !== undefined && !before.has(needs)) {
        const [what, hint] = MISSING[needs];
        const severity = needs === "featurizer" ? "warning" : "error";
        report(at, `${name} needs ${what} before it in the pipeline.`, { hint, severity });
        before.add(needs);
      }
      for (const provided of provides(name)) before.add(provided);
    }
  },
};

/** What the components after one can count on. Unknown ones are reported; they may be anything. */
function provides(name: string): readonly string[] {
  const role = componentFacts.get(name)?.role;
  if (role === undefined) return ["tokenizer", "featurizer", "classifier"];
  return [name, role === "joint" ? "classifier" : role];
}

/** A model file holds a bounded number of files, some for each component. */
const MOST_COMPONENTS = 100;

/** The pipeline or the policies are longer than a model can hold. */
export const tooManyComponents: ValidationRule = {
  code: "project/too-many-components",
  severity: "error",
  isIgnorable: false,
  explanation:
    "The pipeline, or the list of policies, has more than 100 entries, which no model file holds. Remove those that stand there twice.",
  needs: ["config"],
  check({ config }, report) {
    for (const [what, components] of Object.entries({
      pipeline: config.pipeline,
      policies: config.policies,
    })) {
      const excess = components[MOST_COMPONENTS];
      if (excess !== undefined)
        report(excess.at, `'${what}' has ${components.length} entries, and may have ${MOST_COMPONENTS}.`, {
          hint: "Remove those that stand there twice.",
        });
    }
  },
};

/** Two components split texts into words. */
export const twoTokenizers: ValidationRule = {
  code: "project/two-tokenizers",
  severity: "error",
  explanation:
    "A pipeline may hold one tokenizer: the components after it could not agree on words. Remove one.",
  needs: ["config"],
  check(project, report) {
    const [first, second] = writtenPipeline(project).filter(
      ({ name }) => componentFacts.get(name)?.role === "tokenizer",
    );
    if (first === undefined) return;
    report(second?.at, "The pipeline has a second tokenizer.", {
      hint: "Remove one of them.",
      related: [{ message: "The first is here.", at: first.at }],
    });
  },
};

/** A component cannot work in the assistant's language. */
export const unsupportedLanguage: ValidationRule = {
  code: "project/unsupported-language",
  severity: "error",
  explanation:
    "WhitespaceTokenizer splits texts at blanks, which languages such as Chinese, Japanese and Thai do not put between words. Correct `language`, or take JiebaTokenizer.",
  needs: ["config"],
  check(project, report) {
    const { language } = project.config;
    for (const { name } of writtenPipeline(project)) {
      if (componentFacts.get(name)?.refusedLanguages?.includes(language) !== true) continue;
      report(
        project.places.of(project.config, "language"),
        `${name} does not support the language '${language}'.`,
        {
          hint: "Correct 'language', or take JiebaTokenizer, which knows words of every language.",
        },
      );
    }
  },
};

/** ResponseSelector without anything to select from. */
export const selectorWithoutIntents: ValidationRule = {
  code: "project/selector-without-retrieval-intents",
  severity: "warning",
  explanation:
    "The pipeline has a ResponseSelector, but the NLU data have no retrieval intents (`faq/hours`): it has nothing to do. Remove it, or write such intents.",
  needs: ["config", "data"],
  check(project, report) {
    if (project.nlu.examples.some(({ intent }) => intent?.includes("/"))) return;
    for (const { name, at } of writtenPipeline(project)) {
      if (name !== "ResponseSelector") continue;
      report(at, "ResponseSelector has nothing to select from: there are no retrieval intents.", {
        hint: "Remove it, or write intents such as `- intent: faq/hours`.",
      });
    }
  },
};
