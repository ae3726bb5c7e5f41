import { closest, didYouMean } from "../../base/index.ts";
import type { Project, ProjectComponent } from "../project.ts";
import type { Known, Report, ValidationRule } from "./rule.ts";

/**
 * The project with misspelt policies named as they were meant. (Rules about the pipeline take a component that they do not
 * know for one that does everything.)
 */
export function withMeantPolicies(project: Project, { policyNames }: Known): Project {
  const { config, places } = project;
  const policies = config.policies.map((policy) => {
    const name = policyNames.has(policy.name) ? undefined : closest(policy.name, policyNames);
    return name === undefined ? policy : places.copy(policy, { ...policy, name });
  });
  return { ...project, config: places.copy(config, { ...config, policies }) };
}

/** Components of Rasa that tsbot may not have, and what to do instead. */
const ALTERNATIVES: Readonly<Record<string, string>> = {
  MitieFeaturizer: "Remove it; classifiers make their own features.",
  MitieIntentClassifier: "Take DIETClassifier.",
  MitieEntityExtractor: "Take DIETClassifier or CRFEntityExtractor.",
  ConveRTTokenizer: "Take WhitespaceTokenizer.",
  LanguageModelTokenizer: "Take WhitespaceTokenizer.",
  HFTransformersNLP: "Remove it; classifiers make their own features.",
};

/** The pipeline names a component tsbot does not have. */
export const unknownComponent: ValidationRule = {
  code: "project/unknown-component",
  severity: "error",
  isIgnorable: false,
  explanation:
    "config.yml names an NLU component that does not exist in tsbot. Correct the name, or take one of those listed. Components that are written in Python cannot run here.",
  needs: [],
  check({ config }, report, { componentNames, policyNames }) {
    for (const component of config.pipeline) {
      if (componentNames.has(component.name)) continue;
      const instead = Object.hasOwn(ALTERNATIVES, component.name) ? ALTERNATIVES[component.name] : undefined;
      if (instead !== undefined)
        report(component.at, `tsbot does not have Rasa's component '${component.name}'.`, { hint: instead });
      else if (policyNames.has(component.name)) reportMisplaced(component, "policies", report);
      else reportUnknown(component, componentNames, { what: "component", report });
    }
  },
};

/** Policies of Rasa 1 and 2, and what took their place. */
const REPLACED_POLICIES: Readonly<Record<string, string>> = {
  MappingPolicy: "Write a rule for each intent with `triggers`; RulePolicy follows rules.",
  FormPolicy: "RulePolicy runs forms.",
  FallbackPolicy:
    "Put FallbackClassifier at the end of the pipeline, and write a rule for the intent nlu_fallback.",
  TwoStageFallbackPolicy:
    "Put FallbackClassifier at the end of the pipeline, and write a rule: nlu_fallback → action_two_stage_fallback.",
  KerasPolicy: "Take TEDPolicy.",
  EmbeddingPolicy: "Take TEDPolicy.",
  SklearnPolicy: "Take TEDPolicy.",
};

/** The policies name one tsbot does not have. */
export const unknownPolicy: ValidationRule = {
  code: "project/unknown-policy",
  severity: "error",
  isIgnorable: false,
  explanation:
    "config.yml names a policy that does not exist in tsbot. What the policies of Rasa 1 and 2 did is done by RulePolicy, FallbackClassifier and TEDPolicy now; the hint says by which.",
  needs: [],
  seesNamesAsWritten: true,
  check({ config }, report, { componentNames, policyNames }) {
    for (const component of config.policies) {
      if (policyNames.has(component.name)) continue;
      const replacement = Object.hasOwn(REPLACED_POLICIES, component.name)
        ? REPLACED_POLICIES[component.name]
        : undefined;
      if (replacement !== undefined)
        report(component.at, `The policy '${component.name}' is gone since Rasa 3.`, { hint: replacement });
      else if (componentNames.has(component.name)) reportMisplaced(component, "pipeline", report);
      else reportUnknown(component, policyNames, { what: "policy", report });
    }
  },
};

function reportMisplaced(
  { name, at }: ProjectComponent,
  where: "policies" | "pipeline",
  report: Report,
): void {
  report(at, `'${name}' belongs below '${where}'.`, { hint: `Move it to \`${where}:\` in config.yml.` });
}

function reportUnknown(
  { name, at }: ProjectComponent,
  known: ReadonlySet<string>,
  { what, report }: { readonly what: string; readonly report: Report },
): void {
  const python = name.includes(".") ? "What is written in Python cannot run here. " : "";
  report(at, `There is no ${what} '${name}'.`, {
    hint: didYouMean(name, known) || `${python}Known: ${[...known].sort().join(", ")}.`,
  });
}
