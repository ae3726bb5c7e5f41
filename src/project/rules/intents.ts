import type { Project } from "../project.ts";
import { allMappings } from "./mentions.ts";
import type { ValidationRule } from "./rule.ts";
import { baseIntent, userSteps } from "./story-walk.ts";

const EXTERNAL = "EXTERNAL_";

/** An intent that devices trigger has examples. */
export const externalIntentWithExamples: ValidationRule = {
  code: "project/external-intent-with-examples",
  severity: "warning",
  explanation:
    "Intents that begin with EXTERNAL_ are for devices and reminders. With training examples, a person's message could be taken for an event of a device. Remove the examples, or rename the intent.",
  needs: [],
  check({ nlu }, report) {
    const seen = new Set<string>();
    for (const { intent, at } of nlu.examples) {
      if (intent === undefined || !intent.startsWith(EXTERNAL) || seen.has(intent)) continue;
      seen.add(intent);
      report(at, `The intent '${intent}' is reserved for events from outside, but has training examples.`, {
        hint: "Remove its examples; devices and reminders need none.",
      });
    }
  },
};

/** An intent nobody can say. */
export const intentWithoutExamples: ValidationRule = {
  code: "project/intent-without-examples",
  severity: "warning",
  explanation:
    "The domain lists an intent for which there are no training examples: no message will ever be understood as it, unless it is sent as `/intent`. Add examples, or remove it. Intents that begin with EXTERNAL_ need none.",
  needs: ["domain", "data"],
  check({ nlu, places }, report) {
    if (nlu.examples.length === 0) return;
    const trained = new Set(nlu.examples.map(({ intent }) => baseIntent(intent ?? "")));
    // An entry without examples has been reported where it stands.
    for (const { kind, name } of nlu.entries) if (kind === "intent") trained.add(baseIntent(name));
    for (const [name, at] of places.intents) {
      if (isDefault(name) || name.startsWith(EXTERNAL) || trained.has(name)) continue;
      report(at, `The intent '${name}' has no training examples.`, {
        hint: "Add examples to the NLU data, or remove it. Name it EXTERNAL_… when a device or reminder triggers it.",
      });
    }
  },
};

function isDefault(name: string): boolean {
  return ["restart", "back", "out_of_scope", "session_start", "nlu_fallback"].includes(name);
}

/** An intent that leads to nothing. */
export const unusedIntent: ValidationRule = {
  code: "project/unused-intent",
  severity: "warning",
  explanation:
    "The domain lists an intent that no rule, story or mapping uses and whose examples fill no slot: the assistant has no answer to it. Add a rule, or remove the intent.",
  needs: ["domain", "data"],
  check(project, report) {
    if (project.stories.length === 0) return;
    const used = usedIntents(project);
    for (const [name, at] of project.places.intents) {
      if (used.has(name) || isDefault(name)) continue;
      report(at, `The intent '${name}' is used in no rule, story or mapping.`, {
        hint: "Add a rule for it, or remove it.",
      });
    }
  },
};

function usedIntents(project: Project): ReadonlySet<string> {
  const used = new Set<string>();
  for (const { step } of userSteps(project)) if (step.intent !== undefined) used.add(baseIntent(step.intent));
  for (const { mapping } of allMappings(project)) {
    if (mapping.type === "custom") continue;
    for (const intent of [...(mapping.intent ?? []), ...(mapping.notIntent ?? [])]) used.add(intent);
  }
  for (const { ignoredIntents } of project.domain.forms.values())
    for (const intent of ignoredIntents) used.add(intent);
  for (const intent of intentsThatFillSlots(project)) used.add(intent);
  return used;
}

/** What fills slots needs no rule of its own. */
function intentsThatFillSlots(project: Project): readonly string[] {
  const filling = new Set(
    allMappings(project).flatMap(({ mapping }) =>
      mapping.type === "from_entity" && mapping.intent === undefined ? [mapping.entity] : [],
    ),
  );
  return project.nlu.examples
    .filter(({ entities }) => entities.some(({ entity }) => filling.has(entity)))
    .map(({ intent }) => baseIntent(intent ?? ""));
}
