import type { Project, ProjectComponent } from "../project.ts";
import { componentFacts } from "../shapes/component-facts.ts";
import { checkedKind } from "../shapes/component-options.ts";
import { optionProblem } from "../shapes/option-kinds.ts";
import { policyFacts } from "../shapes/policy-facts.ts";
import { hintFor, type Report, type ValidationRule } from "./rule.ts";

/** An option that a component does not have. */
export const unknownOption: ValidationRule = {
  code: "project/unknown-option",
  severity: "warning",
  explanation:
    "A component or policy in config.yml has an option that it does not know, so it has no effect.",
  needs: ["config"],
  check({ config, places }, report) {
    const check = (component: ProjectComponent, known: readonly string[] | undefined): void => {
      if (known === undefined) return;
      for (const option of Object.keys(component.options)) {
        if (known.includes(option)) continue;
        report(places.ofKey(component, option), `'${option}' is no option of ${component.name}.`, {
          hint: hintFor(option, known, known.length > 12 ? "" : `Options: ${known.join(", ") || "none"}.`),
        });
      }
    };
    for (const component of config.pipeline) check(component, componentFacts.get(component.name)?.options);
    for (const policy of config.policies) check(policy, policyFacts.get(policy.name)?.options);
  },
};

/** An option with a value that cannot be, but in whose place the default can stand. */
export const badOption: ValidationRule = {
  code: "project/bad-option",
  severity: "error",
  explanation:
    "An option of a component or policy lies outside its range: confidences lie between 0 and 1, counts are whole numbers. Correct the value.",
  needs: ["config"],
  check(project, report) {
    const { pipeline, policies } = project.config;
    for (const component of [...pipeline, ...policies])
      checkValues(project, component, { report, always: true });
  },
};

/** An option with a value that its component cannot work with. */
export const unusableOption: ValidationRule = {
  code: "project/unusable-option",
  severity: "error",
  isIgnorable: false,
  explanation:
    "An option of a component has a value of another kind than it takes: switches are true or false, others are a text, a list, a number or one of some words. Options that have no effect may hold anything. Correct the value.",
  needs: ["config"],
  check(project, report) {
    for (const component of project.config.pipeline)
      checkValues(project, component, { report, always: false });
  },
};

/** @param always whether options are looked at that are checked also where they have no effect, or the others. */
function checkValues(
  { places }: Project,
  component: ProjectComponent,
  { report, always }: { readonly report: Report; readonly always: boolean },
): void {
  for (const [option, value] of Object.entries(component.options)) {
    const kind = checkedKind(component.name, option);
    if (kind === undefined || value === null) continue;
    if ((kind.type === "range" && kind.isAlwaysChecked === true) !== always) continue;
    const problem = optionProblem(kind, value);
    if (problem === null) continue;
    const isHarmless = kind.type === "range" && kind.isHarmless === true && typeof value === "number";
    report(
      places.of(component, option),
      `'${option}' of ${component.name} cannot be ${JSON.stringify(value)}: ${problem}.`,
      {
        severity: isHarmless ? "warning" : "error",
        hint: "Correct the value, or remove the line to have the default.",
      },
    );
  }
}

/** An option without which a component cannot be made. */
export const missingOption: ValidationRule = {
  code: "project/missing-option",
  severity: "error",
  isIgnorable: false,
  explanation:
    "A component needs an option that names a file of the project: WordVectorsFeaturizer its `file` of word vectors, LanguageModelFeaturizer and ConveRTFeaturizer their `model_file` and `vocabulary_file`, as tsbot downloads no models. Add it, or remove the component: classifiers make features of their own.",
  needs: ["config"],
  check({ config }, report) {
    for (const { name, options, at } of config.pipeline) {
      for (const option of componentFacts.get(name)?.requires ?? []) {
        if (options[option] !== undefined && options[option] !== null && options[option] !== "") continue;
        report(at, `${name} needs the option '${option}'.`, {
          hint: "Name a file of the project there (docs/pipeline.md), or remove the component: classifiers make features of their own.",
        });
      }
    }
  },
};

/** CountVectorsFeaturizer would count nothing. */
export const noPieces: ValidationRule = {
  code: "project/nothing-to-count",
  severity: "error",
  isIgnorable: false,
  explanation:
    "CountVectorsFeaturizer counts pieces of `min_ngram` to `max_ngram` words or characters, and the first is greater than the second. Correct one of them; each is 1 unless given.",
  needs: ["config"],
  check({ config, places }, report) {
    for (const component of config.pipeline) {
      if (component.name !== "CountVectorsFeaturizer") continue;
      const { min_ngram, max_ngram } = component.options;
      const [least, most] = [min_ngram ?? 1, max_ngram ?? 1];
      if (typeof least !== "number" || typeof most !== "number" || most >= least) continue;
      const option = Object.hasOwn(component.options, "max_ngram") ? "max_ngram" : "min_ngram";
      report(
        places.of(component, option),
        `'max_ngram' is ${most}, which is less than 'min_ngram', ${least}.`,
        { hint: "Give 'max_ngram' a number no smaller than 'min_ngram'." },
      );
    }
  },
};
