import type { Project, ProjectComponent } from "../project.ts";
import { componentFacts } from "../shapes/component-facts.ts";

/** Components that the person wrote, not those suggested. */
export function writtenPipeline({ config, places }: Project): readonly ProjectComponent[] {
  return config.pipeline.filter((component) => places.of(component) !== undefined);
}

/** Whether the pipeline has components that may do anything, as tsbot does not know them; they are reported. */
export function hasUnknownComponents({ config }: Project): boolean {
  return config.pipeline.some(({ name }) => !componentFacts.has(name));
}

/** Whether a component of one of the names is there. */
export function hasComponent({ config }: Project, ...names: readonly string[]): boolean {
  return config.pipeline.some(({ name }) => names.includes(name));
}

/** Whether the pipeline tells intents apart. */
export function hasClassifier({ config }: Project): boolean {
  return config.pipeline.some(({ name, options }) => {
    const role = componentFacts.get(name)?.role;
    return role === "classifier" || (role === "joint" && options["intent_classification"] !== false);
  });
}

/** Components that learn entities from annotations. */
export function learnedExtractors(project: Project): readonly ProjectComponent[] {
  return project.config.pipeline.filter(
    ({ name, options }) =>
      name === "CRFEntityExtractor" || (name === "DIETClassifier" && options["entity_recognition"] !== false),
  );
}
