import { didYouMean, isJsonObject, type JsonValue } from "../../base/index.ts";
import type { ResponseVariation } from "../../domain/index.ts";
import type { Project } from "../project.ts";
import type { ValidationRule } from "./rule.ts";
import { allSteps } from "./story-walk.ts";

/** A response that nothing says. */
export const unusedResponse: ValidationRule = {
  code: "project/unused-response",
  severity: "warning",
  explanation:
    "A response is used by no rule, story, form or default action. It may be used by a custom action, which tsbot cannot see; otherwise remove it.",
  check(project, report) {
    if (project.stories.length === 0) return;
    const used = new Set<string>();
    for (const { step } of allSteps(project)) if (step.type === "action") used.add(step.action);
    for (const [name, at] of project.places.responses) {
      if (used.has(name) || isUsedByItself(name, project)) continue;
      report(at, `The response '${name}' is used in no rule or story.`, {
        hint: "Remove it, unless a custom action says it.",
      });
    }
  },
};

const SAID_BY_DEFAULT = new Set([
  "utter_default",
  "utter_restart",
  "utter_back",
  "utter_ask_rephrase",
  "utter_action_failed",
]);

/** Responses of default actions, of forms' questions, and of retrieval intents. */
function isUsedByItself(name: string, { domain }: Project): boolean {
  if (SAID_BY_DEFAULT.has(name) || name.includes("/")) return true;
  return name.startsWith("utter_ask_") && domain.forms.size > 0;
}

/** A response's `{name}` that is no slot. */
export const unknownVariable: ValidationRule = {
  code: "project/unknown-variable",
  severity: "warning",
  explanation:
    "A response uses `{name}`, but there is no slot of that name. Unless a custom action gives it, the text is sent as it is written, braces and all. Add the slot, or write `{{` and `}}` for braces.",
  check({ domain, places }, report) {
    for (const [response, variations] of domain.responses) {
      const at = places.responses.get(response);
      if (at === undefined) continue;
      for (const name of new Set(variations.flatMap(variablesOf))) {
        if (domain.slots.has(name)) continue;
        report(at, `The response '${response}' uses '{${name}}', but there is no slot '${name}'.`, {
          hint: [didYouMean(name, domain.slots.keys()), "Add the slot, or write {{ and }} for braces."]
            .filter(Boolean)
            .join(" "),
        });
      }
    }
  },
};

function variablesOf({ content }: ResponseVariation): readonly string[] {
  const names: string[] = [];
  const collect = (value: JsonValue): void => {
    if (typeof value === "string") {
      for (const [, name] of value.replaceAll(/\{\{|\}\}/g, "").matchAll(/\{([^\n{}]+?)\}/g))
        if (name !== undefined) names.push(name);
    } else if (Array.isArray(value)) value.forEach(collect);
    else if (isJsonObject(value)) Object.values(value).forEach(collect);
  };
  for (const key of ["text", "image", "custom", "buttons", "attachment", "quick_replies"])
    collect(content[key] ?? null);
  return names;
}
