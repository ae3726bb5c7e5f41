import { hasComponent, hasUnknownComponents } from "./pipeline-facts.ts";
import type { ValidationRule } from "./rule.ts";
import { titleOf, userSteps } from "./story-walk.ts";

/** A rule for messages that were not understood, which nothing says. */
export const fallbackWithoutClassifier: ValidationRule = {
  code: "project/fallback-without-classifier",
  severity: "warning",
  explanation:
    "A rule or story answers `nlu_fallback`, the intent of messages that were not understood, but the pipeline lacks FallbackClassifier, which gives it: the rule is never reached. Add FallbackClassifier at the end of the pipeline.",
  needs: ["config"],
  check(project, report) {
    if (hasUnknownComponents(project) || hasComponent(project, "FallbackClassifier")) return;
    for (const { story, step } of userSteps(project)) {
      if (step.intent !== "nlu_fallback") continue;
      report(step.at, `${titleOf(story)} is never reached: no message has the intent 'nlu_fallback'.`, {
        hint: "Add to the end of the pipeline in config.yml:\n  - name: FallbackClassifier\n    threshold: 0.3",
      });
    }
  },
};
