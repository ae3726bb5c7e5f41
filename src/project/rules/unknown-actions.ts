import { didYouMean } from "../../base/index.ts";
import { allActionNames } from "../../domain/index.ts";
import type { Project } from "../project.ts";
import type { ValidationRule } from "./rule.ts";
import { allSteps } from "./story-walk.ts";

function isRetrievalResponse(name: string, { domain }: Project): boolean {
  return domain.intents.get(name.slice("utter_".length))?.isRetrieval === true;
}

/** An action, form or response that a rule or story names is defined nowhere. */
export const unknownAction: ValidationRule = {
  code: "project/unknown-action",
  severity: "error",
  explanation:
    "A rule or story names an action that is neither in the domain's `actions`, nor a form, nor one of the default actions. The assistant could never take it. Correct the name, or list the action in the domain.",
  check(project, report, known) {
    const names = new Set(allActionNames(project.domain));
    for (const { story, step } of allSteps(project)) {
      if (step.type !== "action" || names.has(step.action) || step.action.startsWith("utter_")) continue;
      const candidates = [...names, ...(known.actionNames ?? [])];
      const unlisted = known.actionNames?.has(step.action) === true;
      report(
        step.at,
        `The ${story.kind} '${story.name}' names the action '${step.action}', which is defined nowhere.`,
        {
          hint: unlisted
            ? `It is in actions/: list it in the domain, \`actions: [${step.action}]\`.`
            : [
                didYouMean(step.action, candidates) || closestAction(step.action, candidates),
                "Correct the name, or define the action: list it under `actions:` in the domain.",
              ]
                .filter(Boolean)
                .join(" "),
        },
      );
    }
  },
};

/** `action_schedule_reminder` for `action_set_reminder`: the last word is the same. */
function closestAction(name: string, candidates: readonly string[]): string {
  const last = name.split("_").at(-1) ?? name;
  const similar = candidates.filter(
    (candidate) => candidate.startsWith("action_") && candidate.split("_").at(-1) === last,
  );
  return similar.length === 1 ? `Did you mean '${similar[0]}'?` : "";
}

/** A response is used that the domain does not have. */
export const missingResponse: ValidationRule = {
  code: "project/missing-response",
  severity: "error",
  explanation:
    "A rule, story or the domain's `actions` names an `utter_…` response for which there is no text. The assistant would say nothing. Add the response, or correct the name.",
  check(project, report) {
    const { responses } = project.domain;
    const check = (name: string, at: Parameters<typeof report>[0], where: string): void => {
      if (!name.startsWith("utter_") || responses.has(name) || isRetrievalResponse(name, project)) return;
      const hint = [
        didYouMean(name, responses.keys()),
        `Add it to the domain:\n  responses:\n    ${name}:\n      - text: "…"`,
      ];
      report(at, `${where} uses the response '${name}', which does not exist.`, {
        hint: hint.filter(Boolean).join(" "),
      });
    };
    for (const { story, step } of allSteps(project)) {
      if (step.type === "action") check(step.action, step.at, `The ${story.kind} '${story.name}'`);
    }
    for (const [name, at] of project.places.actions) check(name, at, "The domain");
  },
};

/** An action is listed, but nobody runs it. */
export const actionWithoutCode: ValidationRule = {
  code: "project/action-without-code",
  severity: "error",
  explanation:
    "The domain lists a custom action for which there is neither code in actions/ nor an `action_endpoint` in endpoints.yml that could run it. Define it with `defineAction`, or name the action server.",
  check(project, report, known) {
    if (project.endpoints.actionEndpoint !== null || known.actionNames === null) return;
    const { places } = project;
    for (const [name, at] of places.actions) {
      if (isRunByTsbot(name, project) || known.actionNames.has(name)) continue;
      report(
        at,
        `Nobody runs the action '${name}': it is not in actions/, and endpoints.yml has no action_endpoint.`,
        {
          hint: [
            didYouMean(name, known.actionNames),
            `Write it in actions/, \`defineAction({ name: "${name}", … })\`, or name an action server in endpoints.yml.`,
          ]
            .filter(Boolean)
            .join(" "),
        },
      );
    }
  },
};

function isRunByTsbot(name: string, { domain }: Project): boolean {
  return name.startsWith("utter_") || domain.forms.has(name) || isDefault(name);
}

function isDefault(name: string): boolean {
  return (
    name === "action_default_fallback" ||
    name === "action_listen" ||
    name === "action_restart" ||
    name === "action_back"
  );
}
