import type { ProjectComponent } from "../project.ts";
import { componentFacts } from "../shapes/component-facts.ts";
import { hasUnknownComponents, writtenPipeline } from "./pipeline-facts.ts";
import { hintFor, type ValidationRule } from "./rule.ts";

/** Two components of the pipeline fill the same place. */
export const componentClash: ValidationRule = {
  code: "project/component-clash",
  severity: "error",
  explanation:
    "Two ResponseSelectors are for the same retrieval intent, or both for all: the second replaces what the first found. Remove one, or give each its `retrieval_intent`. Two featurizers with one `alias` are a warning: `featurizers` of other components would mean the first.",
  needs: ["config"],
  check(project, report) {
    const seen = new Map<string, ProjectComponent>();
    for (const component of writtenPipeline(project)) {
      const place = placeOf(component);
      if (place === null) continue;
      const first = seen.get(place.key);
      if (first === undefined) seen.set(place.key, component);
      else {
        report(project.places.ofKey(component, place.option) ?? component.at, place.message, {
          severity: place.severity,
          hint: place.hint,
          related: [{ message: "The first is here.", at: first.at }],
        });
      }
    }
  },
};

function placeOf({ name, options }: ProjectComponent) {
  if (name === "ResponseSelector") {
    const { retrieval_intent: intent } = options;
    const whose = typeof intent === "string" ? `'${intent}'` : "all retrieval intents";
    return {
      key: `selector of ${whose}`,
      option: "retrieval_intent",
      message: `A second ResponseSelector is for ${whose}.`,
      severity: "error",
      hint: "Remove one of them, or give each a 'retrieval_intent' of its own.",
    } as const;
  }
  const { alias } = options;
  if (typeof alias !== "string" || componentFacts.get(name)?.role !== "featurizer") return null;
  return {
    key: `alias ${alias}`,
    option: "alias",
    message: `A second featurizer has the alias '${alias}'.`,
    severity: "warning",
    hint: "Give it another.",
  } as const;
}

/** `featurizers` names features that none before provides. */
export const unknownFeaturizer: ValidationRule = {
  code: "project/unknown-featurizer",
  severity: "warning",
  explanation:
    "The option `featurizers` of a component names a featurizer that is not before it in the pipeline, so it has no effect. Names are the `alias` of a featurizer, or, without one, the component's name; the second of a name ends in 2.",
  needs: ["config"],
  check(project, report) {
    if (hasUnknownComponents(project)) return;
    const pipeline = writtenPipeline(project);
    const names = featureNames(pipeline);
    for (const [index, component] of pipeline.entries()) {
      const known = names.slice(0, index).filter((name) => name !== null);
      for (const wanted of unknownOf(component, known)) {
        report(project.places.of(component, "featurizers"), `No featurizer before is called '${wanted}'.`, {
          hint: hintFor(wanted, known, `Featurizers: ${known.join(", ") || "none"}.`),
        });
      }
    }
  },
};

function unknownOf({ options }: ProjectComponent, known: readonly string[]): readonly string[] {
  const { featurizers } = options;
  if (!Array.isArray(featurizers)) return [];
  return featurizers.filter((wanted) => typeof wanted === "string" && !known.includes(wanted)).map(String);
}

/** The names of the components' features; null for components that provide none. */
function featureNames(pipeline: readonly ProjectComponent[]): readonly (string | null)[] {
  const taken = new Set<string>();
  return pipeline.map(({ name, options: { alias } }) => {
    if (componentFacts.get(name)?.role !== "featurizer") return null;
    const own = typeof alias === "string" && alias !== "" ? alias : name;
    let unique = own;
    for (let count = 2; taken.has(unique); count++) unique = `${own}${count}`;
    taken.add(unique);
    return unique;
  });
}
