import type { SourcePosition } from "../../base/index.ts";
import type { Project } from "../project.ts";
import { hintFor, type ValidationRule } from "./rule.ts";
import { actionsTaken, allSteps, titleOf } from "./story-walk.ts";

/** A response is used that the domain does not have. */
export const missingResponse: ValidationRule = {
  code: "project/missing-response",
  severity: "error",
  explanation:
    "A rule, story or the domain's `actions` names an `utter_…` response for which there is no text, or a retrieval intent has no answer for one of its keys. The assistant would say nothing. Add the response, or correct the name.",
  needs: ["responses", "intents", "endpoints"],
  check(project, report) {
    const { responses, actions } = project.domain;
    const listed = new Set(project.endpoints.nlg === null ? [] : actions);
    const check = (name: string, at: SourcePosition, where: string): void => {
      if (!name.startsWith("utter_") || responses.has(name) || isRetrievalResponse(name, project)) return;
      // A server words what the domain merely lists.
      if (listed.has(name)) return;
      const bare = name.slice("utter_".length);
      report(at, `${where} uses the response '${name}', which does not exist.`, {
        hint: responses.has(bare)
          ? `The domain has '${bare}': the name of a response begins with \`utter_\`.`
          : hintFor(
              name,
              responses.keys(),
              `Add it to the domain:\n  responses:\n    ${name}:\n      - text: "…"`,
            ),
      });
    };
    for (const { story, step } of allSteps(project))
      if (step.type === "action") check(step.action, step.at, titleOf(story));
    for (const [name, at] of project.places.actions) check(name, at, "The domain");
    for (const [intent, at] of retrievalKeys(project)) check(`utter_${intent}`, at, `The intent '${intent}'`);
  },
};

/** `utter_faq` picks one of the answers `utter_faq/…`. */
function isRetrievalResponse(name: string, { domain }: Project): boolean {
  return domain.intents.get(name.slice("utter_".length))?.isRetrieval === true;
}

/** Each `faq/hours` of the NLU data with its first place. */
function retrievalKeys({ nlu }: Project): ReadonlyMap<string, SourcePosition> {
  const keys = new Map<string, SourcePosition>();
  for (const { kind, name, at } of nlu.entries) {
    if (kind === "intent" && name.includes("/") && !keys.has(name)) keys.set(name, at);
  }
  for (const { intent, at } of nlu.examples) {
    if (intent?.includes("/") && !keys.has(intent)) keys.set(intent, at);
  }
  return keys;
}

/** A response that nothing says. */
export const unusedResponse: ValidationRule = {
  code: "project/unused-response",
  severity: "warning",
  explanation:
    "A response is used by no rule, story, form, mapping or default action. It may be said by a custom action, which tsbot cannot see; otherwise remove it.",
  needs: ["forms", "data"],
  check(project, report) {
    if (project.stories.length === 0) return;
    const used = actionsTaken(project);
    for (const [name, at] of project.places.responses) {
      if (used.has(name) || isSaidOtherwise(name, project)) continue;
      report(at, `The response '${name}' is said by no rule, story or form.`, {
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
function isSaidOtherwise(name: string, { domain, nlu }: Project): boolean {
  if (SAID_BY_DEFAULT.has(name)) return true;
  if (name.includes("/")) return nlu.examples.some(({ intent }) => `utter_${intent}` === name);
  const asked = /^utter_(?:ask|invalid|submit|validate)_(.+)$/.exec(name)?.[1];
  if (asked === undefined) return false;
  return [...domain.forms.values()].some(
    (form) =>
      // A form without slots in the domain takes them from its validation action.
      form.requiredSlots.length === 0 ||
      asked === form.name ||
      form.requiredSlots.some((slot) => asked === slot || asked === `${form.name}_${slot}`),
  );
}
