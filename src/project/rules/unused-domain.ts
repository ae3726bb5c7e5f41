import { DEFAULT_ACTION_NAMES } from "../../domain/index.ts";
import type { Project } from "../project.ts";
import { slotMentions } from "./mentions.ts";
import { slotsInTexts } from "./response-texts.ts";
import type { Known, ValidationRule } from "./rule.ts";
import { allSteps } from "./story-walk.ts";

/** A slot that nothing looks at. */
export const unusedSlot: ValidationRule = {
  code: "project/unused-slot",
  severity: "warning",
  explanation:
    "The domain has a slot that no rule, story, form, response, condition or TypeScript action looks at: filling it changes nothing. Use it, or remove it. Where an action server runs actions, which may look at any slot, nothing is reported.",
  needs: ["slots", "responses", "forms", "actions", "data", "stories", "endpoints"],
  check(project, report, known) {
    if (project.stories.length === 0 || runsElsewhere(project, known)) return;
    const used = new Set([
      ...slotMentions(project).map(({ name }) => name),
      ...slotsInTexts(project.domain.responses),
    ]);
    for (const [name, at] of project.places.slots) {
      if (used.has(name) || isInCode(name, known)) continue;
      report(at, `Nothing looks at the slot '${name}'.`, {
        hint: "Use it in a rule, story, form or response, or remove it.",
      });
    }
  },
};

/** A form that nothing starts. */
export const unusedForm: ValidationRule = {
  code: "project/unused-form",
  severity: "warning",
  explanation:
    "The domain has a form that no rule or story starts. An action may still start it (`followup`); otherwise write the rule that was forgotten, or remove the form.",
  needs: ["forms", "data", "stories"],
  check(project, report, known) {
    if (project.stories.length === 0) return;
    const used = new Set<string>();
    for (const { step } of allSteps(project)) {
      if (step.type === "action") used.add(step.action);
      if (step.type === "active_loop" && step.name !== null) used.add(step.name);
    }
    for (const [name, at] of project.places.forms) {
      if (used.has(name) || isInCode(name, known)) continue;
      report(at, `No rule or story starts the form '${name}'.`, {
        hint: `Write a rule with \`- action: ${name}\` and \`- active_loop: ${name}\`, or remove it, unless an action starts it.`,
      });
    }
  },
};

/** Whether code that tsbot cannot look into may name anything. */
function runsElsewhere({ domain, endpoints }: Project, { actionNames, code }: Known): boolean {
  if (actionNames === null || endpoints.nlg !== null) return true;
  if (code === undefined && actionNames.size > 0) return true;
  const own = domain.actions.filter(
    (name) => !name.startsWith("utter_") && !(DEFAULT_ACTION_NAMES as readonly string[]).includes(name),
  );
  return own.some((name) => !domain.forms.has(name) && !actionNames.has(name));
}

function isInCode(name: string, { code }: Known): boolean {
  return code?.words.has(name) === true;
}
