import type { SourcePosition } from "../../base/index.ts";
import { hintFor, type ValidationRule } from "./rule.ts";
import { baseIntent, titleOf, userSteps } from "./story-walk.ts";

/** An intent is used that the domain does not list. */
export const unknownIntent: ValidationRule = {
  code: "project/unknown-intent",
  severity: "error",
  explanation:
    "A rule, story, slot mapping, form or the NLU data uses an intent that the domain does not list; Rasa treats it as absent. List it under `intents:`, or correct the name.",
  needs: ["domain"],
  check(project, report) {
    const { domain, nlu, places } = project;
    const check = (name: string, at: SourcePosition | undefined, where: string): void => {
      const intent = baseIntent(name);
      if (domain.intents.has(intent)) return;
      report(at, `${where} the intent '${intent}', which the domain does not list.`, {
        hint: hintFor(
          intent,
          domain.intents.keys(),
          `Add \`- ${intent}\` to 'intents' in the domain, or correct the name.`,
        ),
      });
    };
    for (const { story, step } of userSteps(project)) {
      if (step.intent !== undefined) check(step.intent, step.at, `${titleOf(story)} uses`);
    }
    for (const [name, at] of intentsOfData(nlu)) check(name, at, "The NLU data hold examples of");
    for (const [name, { mappings }] of domain.slots) {
      for (const mapping of mappings) {
        if (mapping.type === "custom") continue;
        for (const [key, intents = []] of [
          ["intent", mapping.intent],
          ["not_intent", mapping.notIntent],
        ] as const) {
          for (const [index, intent] of intents.entries())
            check(intent, places.of(mapping, key, index), `A mapping of the slot '${name}' names`);
        }
      }
    }
    for (const form of domain.forms.values()) {
      for (const [index, intent] of form.ignoredIntents.entries())
        check(intent, places.of(form, "ignored_intents", index), `The form '${form.name}' ignores`);
    }
  },
};

/** Each intent of the data once, with its first place. */
function intentsOfData(
  nlu: Parameters<ValidationRule["check"]>[0]["nlu"],
): ReadonlyMap<string, SourcePosition> {
  const found = new Map<string, SourcePosition>();
  const add = (name: string, at: SourcePosition): void => {
    const intent = baseIntent(name);
    if (!found.has(intent)) found.set(intent, at);
  };
  for (const { kind, name, at } of nlu.entries) if (kind === "intent") add(name, at);
  for (const { intent, at } of nlu.examples) if (intent !== undefined) add(intent, at);
  return found;
}
