import { closest, type SourcePosition } from "../../base/index.ts";
import { ACTION_FAILED, allActionNames, DEFAULT_ACTION_NAMES } from "../../domain/index.ts";
import type { Project } from "../project.ts";
import { allMappings } from "./mentions.ts";
import { hintFor, type ValidationRule } from "./rule.ts";
import { actionsTaken, allSteps, titleOf } from "./story-walk.ts";

/** An action, form or response that a rule or story names is defined nowhere. */
export const unknownAction: ValidationRule = {
  code: "project/unknown-action",
  severity: "error",
  explanation:
    "A rule, story or slot mapping names an action that is neither in the domain's `actions`, nor a form, nor one of the default actions. The assistant could never take it. Correct the name, or list the action in the domain.",
  needs: ["actions", "forms"],
  check(project, report, known) {
    const names = new Set(allActionNames(project.domain));
    const check = (name: string, at: SourcePosition | undefined, where: string): void => {
      if (names.has(name) || name.startsWith("utter_")) return;
      const candidates = [...names, ...(known.actionNames ?? [])];
      report(at, `${where} names the action '${name}', which is defined nowhere.`, {
        hint:
          known.actionNames?.has(name) === true
            ? `It is in actions/: list it in the domain too, below \`actions:\`.`
            : [
                suggestAction(name, candidates),
                "Correct the name, or list the action below `actions:` in the domain.",
              ]
                .filter(Boolean)
                .join(" "),
      });
    };
    for (const { story, step } of allSteps(project)) {
      if (step.type === "action") check(step.action, step.at, titleOf(story));
    }
    for (const { slot, mapping } of allMappings(project)) {
      if (mapping.type !== "custom" || mapping.action === undefined) continue;
      check(mapping.action, project.places.of(mapping, "action"), `A mapping of the slot '${slot.name}'`);
    }
  },
};

/** `action_set_reminder` for `action_schedule_reminder`: of the same words, all but one. */
function suggestAction(name: string, candidates: readonly string[]): string {
  const near = closest(name, candidates);
  if (near !== undefined) return `Did you mean '${near}'?`;
  const words = name.split("_");
  const similar = candidates.filter((candidate) => {
    const others = candidate.split("_");
    const shared = others.filter((word, index) => words[index] === word).length;
    return others.length === words.length && words.length > 2 && shared === words.length - 1;
  });
  return similar.length === 0
    ? ""
    : `Did you mean ${similar.map((candidate) => `'${candidate}'`).join(" or ")}?`;
}

/** An action is listed, but nobody runs it. */
export const actionWithoutCode: ValidationRule = {
  code: "project/action-without-code",
  severity: "error",
  explanation:
    "The domain lists a custom action that nobody can run: it is not in actions/, and endpoints.yml names no action server (`action_endpoint`). The conversation would stop there. Define it with `defineAction`, or name the action server. In a project without actions/ this is one warning: its action server may come later.",
  needs: ["forms", "endpoints"],
  check(project, report, { actionNames }) {
    if (project.endpoints.actionEndpoint !== null || actionNames === null) return;
    const orphans = [...project.places.actions].filter(
      ([name]) => !isRunByTsbot(name, project) && !actionNames.has(name),
    );
    if (actionNames.size > 0) {
      for (const [name, at] of orphans) {
        report(
          at,
          `Nobody runs the action '${name}': it is not in actions/, and there is no action server.`,
          {
            hint: hintFor(
              name,
              actionNames,
              `Write it in actions/, \`defineAction({ name: "${name}", … })\`, or name an action server in endpoints.yml.`,
            ),
          },
        );
      }
      return;
    }
    const [first] = orphans;
    if (first === undefined) return;
    const file = project.files.find(({ path }) => /^endpoints\.ya?ml$/.test(path))?.path;
    report(
      file === undefined ? first[1] : { file, line: 1, column: 1 },
      "Nobody runs the project's custom actions.",
      {
        severity: "warning",
        hint: "Write them in actions/ with `defineAction`, or name an action server in endpoints.yml:\n  action_endpoint:\n    url: http://localhost:5055/webhook",
        related: orphans.map(([name, at]) => ({ message: `'${name}' is listed here.`, at })),
      },
    );
  },
};

function isRunByTsbot(name: string, { domain }: Project): boolean {
  const isDefault = (DEFAULT_ACTION_NAMES as readonly string[]).includes(name);
  return name.startsWith("utter_") || domain.forms.has(name) || isDefault || name === ACTION_FAILED;
}

/** An action that nothing takes. */
export const unusedAction: ValidationRule = {
  code: "project/unused-action",
  severity: "warning",
  explanation:
    "The domain lists an action that no rule, story, form or mapping takes. It may still be taken by another action (`followup`); otherwise remove it, or write the rule that was forgotten.",
  needs: ["slots", "forms", "data"],
  check(project, report) {
    const { places, stories } = project;
    if (stories.length === 0) return;
    const taken = new Set(actionsTaken(project));
    for (const { mapping } of allMappings(project))
      if (mapping.type === "custom" && mapping.action !== undefined) taken.add(mapping.action);
    for (const [name, at] of places.actions) {
      if (taken.has(name) || isRunByTsbot(name, project) || isTakenByForms(name, project)) continue;
      report(at, `The action '${name}' is taken by no rule or story.`, {
        hint: "Write a rule that takes it, or remove it, unless another action does.",
      });
    }
  },
};

function isTakenByForms(name: string, { domain }: Project): boolean {
  return (
    /^action_ask_/.test(name) ||
    name === "action_validate_slot_mappings" ||
    (name.startsWith("validate_") && domain.forms.has(name.slice("validate_".length)))
  );
}
