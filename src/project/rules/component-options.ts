import type { Project, ProjectComponent } from "../project.ts";
import { componentFacts, policyFacts } from "../shapes/component-facts.ts";
import { optionRanges } from "../shapes/option-ranges.ts";
import { hintFor, type Report, type ValidationRule } from "./rule.ts";

/** An option that a component does not have. */
export const unknownOption: ValidationRule = {
  code: "project/unknown-option",
  severity: "warning",
  explanation:
    "A component or policy in config.yml has an option that it does not know, so it has no effect.",
  needs: ["config"],
  check({ config, places }, report) {
    const check = (component: ProjectComponent, known: readonly string[] | null | undefined): void => {
      if (known === undefined || known === null) return;
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

/** An option with a value that cannot be. */
export const badOption: ValidationRule = {
  code: "project/bad-option",
  severity: "error",
  explanation:
    "An option of a component or policy lies outside its range: confidences lie between 0 and 1, counts are whole numbers. Correct the value.",
  needs: ["config"],
  check(project, report) {
    const { pipeline, policies } = project.config;
    for (const component of [...pipeline, ...policies]) checkRanges(project, component, report);
  },
};

function checkRanges({ places }: Project, component: ProjectComponent, report: Report): void {
  for (const [option, value] of Object.entries(component.options)) {
    const range = Object.hasOwn(optionRanges, option) ? optionRanges[option] : undefined;
    if (range === undefined || value === null) continue;
    const { least, most, why, isHarmless = false } = range;
    if (typeof value === "number" && value >= least && value <= most) continue;
    // `epochs: [20, 200]`, a schedule, and the like.
    if (Array.isArray(value)) continue;
    report(
      places.of(component, option),
      `'${option}' of ${component.name} cannot be ${JSON.stringify(value)}: ${why}.`,
      {
        severity: isHarmless && typeof value === "number" ? "warning" : "error",
        hint: "Correct the value, or remove the line to have the default.",
      },
    );
  }
}
