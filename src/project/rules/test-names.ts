import { allActionNames } from "../../domain/index.ts";
import type { Project } from "../project.ts";
import type { ScriptStep } from "../scripts/index.ts";
import { dimensionsOf } from "../shapes/dimensions.ts";
import { hintFor, type ValidationRule } from "./rule.ts";
import { baseIntent } from "./story-walk.ts";

/** A conversation script names what the project does not have. */
export const unknownNameInTest: ValidationRule = {
  code: "project/unknown-name-in-test",
  severity: "error",
  explanation:
    "A conversation script of tests/ names an intent, entity, slot, action or form that the domain does not have, often because it was renamed there; the step can never hold. Correct the name, or add it to the domain.",
  needs: ["intents", "entities", "slots", "responses", "actions", "forms", "config"],
  check(project, report, { scripts = [] }) {
    const known = knownNames(project);
    for (const { name: test, steps } of scripts) {
      for (const { kind, name, at } of steps.flatMap(namesOf)) {
        if (known[kind].has(name)) continue;
        report(at, `The test '${test}' names the ${kind} '${name}', which the domain does not have.`, {
          hint: hintFor(name, known[kind], "Correct the name, or add it to the domain."),
        });
      }
    }
  },
};

type Kind = "intent" | "entity" | "slot" | "action" | "form";

interface Named {
  readonly kind: Kind;
  readonly name: string;
  readonly at: ScriptStep["at"];
}

function knownNames({ domain, config }: Project): Readonly<Record<Kind, ReadonlySet<string>>> {
  const actions = new Set([...allActionNames(domain), ...domain.responses.keys()]);
  return {
    intent: new Set(domain.intents.keys()),
    // What extractors bring along is understood though the domain does not list it.
    entity: new Set([
      ...domain.entities.keys(),
      ...config.pipeline.flatMap(({ name }) => dimensionsOf.get(name) ?? []),
    ]),
    slot: new Set(domain.slots.keys()),
    action: actions,
    // What an action starts on its own is a loop too.
    form: new Set([...domain.forms.keys(), ...domain.actions, "action_two_stage_fallback"]),
  };
}

function namesOf(step: ScriptStep): readonly Named[] {
  const { at } = step;
  const one = (kind: Kind, name: string | null | undefined): readonly Named[] =>
    typeof name === "string" && name !== "" ? [{ kind, name, at }] : [];
  switch (step.type) {
    case "user":
    case "trigger":
      return [
        ...one("intent", step.intent === null ? null : intentOf(step.intent)),
        ...step.entities.flatMap(({ entity }) => one("entity", entity)),
      ];
    case "action":
      return one("action", step.action);
    case "slots":
      return step.slots.flatMap(({ name }) => one("slot", name));
    case "active_loop":
      return one("form", step.name);
    case "reminders":
      return (step.reminders ?? []).flatMap(({ intent, at: place }) =>
        one("intent", intent).map((named) => ({ ...named, at: place })),
      );
    default:
      return [];
  }
}

/** `faq` of `faq/hours`; what an intent's payload has besides is no name. */
function intentOf(written: string): string {
  return baseIntent(written.split(/[{@]/, 1)[0] ?? written).trim();
}
