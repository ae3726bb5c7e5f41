import type { ValidationRule } from "./rule.ts";
import { allSteps } from "./story-walk.ts";

const EXTERNAL = "EXTERNAL_";

/** An intent that devices trigger has examples. */
export const externalIntentWithExamples: ValidationRule = {
  code: "project/external-intent-with-examples",
  severity: "warning",
  explanation:
    "Intents that begin with EXTERNAL_ are for devices and reminders. With training examples, a person's message could be taken for an event of a device. Remove the examples, or rename the intent.",
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
  check({ domain, nlu, places }, report) {
    const trained = new Set(nlu.examples.map(({ intent }) => intent?.split("/", 1)[0]));
    if (nlu.examples.length === 0) return;
    for (const [name, at] of places.intents) {
      const isDefault =
        domain.intents.get(name)?.isDefault === true || name === "nlu_fallback" || name === "out_of_scope";
      if (isDefault || name.startsWith(EXTERNAL) || trained.has(name)) continue;
      report(at, `The intent '${name}' has no training examples.`, {
        hint: "Add examples to the NLU data, or remove it.",
      });
    }
  },
};

/** An intent that leads to nothing. */
export const unusedIntent: ValidationRule = {
  code: "project/unused-intent",
  severity: "warning",
  explanation:
    "The domain lists an intent that no rule, story or mapping uses: the assistant has no answer to it. Add a rule, or remove the intent.",
  check(project, report) {
    if (project.stories.length === 0) return;
    const used = new Set<string>();
    for (const { step } of allSteps(project))
      if (step.type === "user" && step.intent !== undefined) used.add(step.intent.split("/", 1)[0] ?? "");
    for (const { mappings } of project.domain.slots.values()) {
      for (const mapping of mappings)
        if (mapping.type !== "custom") for (const intent of mapping.intent ?? []) used.add(intent);
    }
    for (const { ignoredIntents } of project.domain.forms.values())
      for (const intent of ignoredIntents) used.add(intent);
    for (const [name, at] of project.places.intents) {
      if (used.has(name) || project.domain.intents.get(name)?.isDefault === true) continue;
      report(at, `The intent '${name}' is used in no rule or story.`, {
        hint: "Add a rule for it, or remove it.",
      });
    }
  },
};
