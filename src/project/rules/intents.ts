import type { Diagnostic, Project } from "../project.ts";
import { allMappings } from "./mentions.ts";
import { payloadsOf } from "./payloads.ts";
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

/** A project that understands nothing. */
export const noExamples: ValidationRule = {
  code: "project/no-nlu-data",
  severity: "warning",
  explanation:
    "The domain lists intents, but there are no training examples at all, so no message will be understood. Write them below data/, in a file whose name ends in .yml, .yaml or .json. A project of intents that begin with EXTERNAL_, or that buttons send, needs none.",
  needs: ["intents", "data"],
  check(project, report) {
    const { nlu, places } = project;
    if (nlu.examples.length > 0 || nlu.entries.some(({ kind }) => kind === "intent")) return;
    const sent = new Set(payloadsOf(project).map(({ intent }) => baseIntent(intent)));
    const spoken = [...places.intents].filter(
      ([name]) => !isDefault(name) && !name.startsWith("EXT") && !sent.has(name),
    );
    const [first] = spoken;
    if (first === undefined) return;
    report(first[1], `There are no NLU examples, but the domain lists the intent '${first[0]}'.`, {
      hint: `Write examples into a file below data/ whose name ends in .yml:\n  nlu:\n    - intent: ${first[0]}\n      examples: |\n        - …`,
    });
  },
};

/** An intent nobody can say. */
export const intentWithoutExamples: ValidationRule = {
  code: "project/intent-without-examples",
  severity: "warning",
  explanation:
    "The domain lists an intent for which there are no training examples: no message will ever be understood as it, unless it is sent as `/intent`. Add examples, or remove it. Intents that begin with EXTERNAL_, or that a button sends, need none.",
  needs: ["intents", "data"],
  check(project, report) {
    const { nlu, places } = project;
    if (nlu.examples.length === 0) return;
    const trained = new Set(nlu.examples.map(({ intent }) => baseIntent(intent ?? "")));
    // An entry without examples has been reported where it stands.
    for (const { kind, name } of nlu.entries) if (kind === "intent") trained.add(baseIntent(name));
    for (const { intent } of payloadsOf(project)) trained.add(baseIntent(intent));
    for (const [name, at] of places.intents) {
      if (isDefault(name) || name.startsWith(EXTERNAL) || trained.has(name)) continue;
      report(at, `The intent '${name}' has no training examples.`, {
        hint: "Add examples to the NLU data, or remove it. Name it EXTERNAL_… when a device or reminder triggers it.",
        related: mappingsThatWait(project, name, trained),
      });
    }
  },
};

/** Mappings that wait for nothing else: they never fill their slots. */
function mappingsThatWait(
  project: Project,
  intent: string,
  trained: ReadonlySet<string>,
): Diagnostic["related"] {
  return allMappings(project).flatMap(({ slot, mapping }) => {
    const intents = mapping.type === "custom" ? [] : (mapping.intent ?? []);
    if (!intents.includes(intent) || intents.some((name) => trained.has(name) || name.startsWith(EXTERNAL)))
      return [];
    const at = project.places.of(mapping, "intent", intents.indexOf(intent));
    return at === undefined ? [] : [{ message: `The slot '${slot.name}' waits for it here.`, at }];
  });
}

function isDefault(name: string): boolean {
  return ["restart", "back", "out_of_scope", "session_start", "nlu_fallback"].includes(name);
}

/** An intent that leads to nothing. */
export const unusedIntent: ValidationRule = {
  code: "project/unused-intent",
  severity: "warning",
  explanation:
    "The domain lists an intent that no rule, story or mapping uses and whose examples fill no slot: the assistant has no answer to it. Add a rule, or remove the intent.",
  needs: ["slots", "forms", "data"],
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
