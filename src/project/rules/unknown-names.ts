import { didYouMean, type SourcePosition } from "../../base/index.ts";
import type { UserStep } from "../../conversation/index.ts";
import type { Domain, SlotMapping } from "../../domain/index.ts";
import type { Report, ValidationRule } from "./rule.ts";
import { allSteps } from "./story-walk.ts";

function baseIntent(name: string): string {
  return name.split("/", 1)[0] ?? name;
}

/** An intent is used that the domain does not list. */
export const unknownIntent: ValidationRule = {
  code: "project/unknown-intent",
  severity: "error",
  explanation:
    "A rule, story, mapping or the NLU data uses an intent that the domain does not list. Rasa treats it as absent. List it under `intents:`, or correct the name.",
  check(project, report) {
    const { domain, nlu, places } = project;
    const check = (name: string, at: SourcePosition, where: string): void => {
      const intent = baseIntent(name);
      if (domain.intents.has(intent)) return;
      report(at, `${where} the intent '${intent}', which the domain does not list.`, {
        hint: [
          didYouMean(intent, domain.intents.keys()),
          `Add \`- ${intent}\` to 'intents' in the domain, or correct the name.`,
        ]
          .filter(Boolean)
          .join(" "),
      });
    };
    for (const { story, step } of allSteps(project)) {
      if (step.type === "user" && step.intent !== undefined)
        check(step.intent, step.at, `The ${story.kind} '${story.name}' uses`);
    }
    const seen = new Set<string>();
    for (const { intent, at } of nlu.examples) {
      if (intent === undefined || seen.has(baseIntent(intent))) continue;
      seen.add(baseIntent(intent));
      check(intent, at, "The NLU data have examples for");
    }
    for (const [name, slot] of domain.slots) {
      for (const mapping of slot.mappings) {
        if (mapping.type === "custom") continue;
        const at = places.slots.get(name);
        if (at === undefined) continue;
        for (const intent of [...(mapping.intent ?? []), ...(mapping.notIntent ?? [])]) {
          check(intent, at, `A mapping of the slot '${name}' names`);
        }
      }
    }
  },
};

/** An entity is used that the domain does not list. */
export const unknownEntity: ValidationRule = {
  code: "project/unknown-entity",
  severity: "error",
  explanation:
    "A rule, story, slot mapping or annotation names an entity that the domain does not list; it would be ignored. List it under `entities:`, or correct the name.",
  check(project, report) {
    const { domain, places, nlu } = project;
    const check = (name: string, at: SourcePosition, where: string): void => {
      if (domain.entities.has(name)) return;
      report(at, `${where} the entity '${name}', which the domain does not list.`, {
        hint: [
          didYouMean(name, domain.entities.keys()),
          `Add \`- ${name}\` to 'entities' in the domain, or correct the name.`,
        ]
          .filter(Boolean)
          .join(" "),
      });
    };
    for (const { story, step } of allSteps(project)) {
      if (step.type !== "user") continue;
      for (const { entity } of (step as UserStep).entities)
        check(entity, step.at, `The ${story.kind} '${story.name}' uses`);
    }
    for (const [name, slot] of domain.slots) {
      const at = places.slots.get(name);
      for (const mapping of slot.mappings) {
        if (mapping.type === "from_entity" && at !== undefined)
          check(mapping.entity, at, `The slot '${name}' is mapped from`);
      }
    }
    const seen = new Set<string>();
    for (const { entities, at } of nlu.examples) {
      for (const { entity } of entities) {
        if (seen.has(entity)) continue;
        seen.add(entity);
        check(entity, at, "An example marks");
      }
    }
  },
};

/** A slot is used that the domain does not have. */
export const unknownSlot: ValidationRule = {
  code: "project/unknown-slot",
  severity: "error",
  explanation:
    "A rule, story, form or response's condition names a slot that the domain does not have. Add it under `slots:`, or correct the name.",
  check(project, report) {
    const { domain, places } = project;
    for (const { story, step } of allSteps(project)) {
      if (step.type !== "slot") continue;
      for (const { name } of step.slots)
        reportSlot(domain, report, { name, at: step.at, where: `The ${story.kind} '${story.name}' uses` });
    }
    for (const [form, { requiredSlots }] of domain.forms) {
      const at = places.forms.get(form);
      if (at === undefined) continue;
      for (const name of requiredSlots)
        reportSlot(domain, report, { name, at, where: `The form '${form}' requires` });
    }
    for (const [response, variations] of domain.responses) {
      const at = places.responses.get(response);
      if (at === undefined) continue;
      for (const name of variations.flatMap(({ condition }) => condition?.map((one) => one.name) ?? [])) {
        reportSlot(domain, report, { name, at, where: `A condition of the response '${response}' names` });
      }
    }
  },
};

function reportSlot(
  domain: Domain,
  report: Report,
  { name, at, where }: { readonly name: string; readonly at: SourcePosition; readonly where: string },
): void {
  if (domain.slots.has(name)) return;
  report(at, `${where} the slot '${name}', which the domain does not have.`, {
    hint: [
      didYouMean(name, domain.slots.keys()),
      `Add '${name}' to 'slots' in the domain, or correct the name.`,
    ]
      .filter(Boolean)
      .join(" "),
  });
}

/** A form is used that the domain does not have. */
export const unknownForm: ValidationRule = {
  code: "project/unknown-form",
  severity: "error",
  explanation:
    "A rule, story or mapping condition names an active loop that is no form of the domain. Add it under `forms:`, or correct the name.",
  check(project, report) {
    const { domain, places } = project;
    const loops = new Set([...domain.forms.keys(), ...domain.actions, "action_two_stage_fallback"]);
    const check = (name: string, at: SourcePosition, where: string): void => {
      if (loops.has(name)) return;
      report(at, `${where} the form '${name}', which the domain does not have.`, {
        hint: [
          didYouMean(name, domain.forms.keys()),
          "Add it under `forms:` in the domain, or correct the name.",
        ]
          .filter(Boolean)
          .join(" "),
      });
    };
    for (const { story, step } of allSteps(project)) {
      if (step.type === "active_loop" && step.name !== null)
        check(step.name, step.at, `The ${story.kind} '${story.name}' names`);
    }
    for (const [name, slot] of domain.slots) {
      const at = places.slots.get(name);
      if (at !== undefined)
        for (const loop of mappedLoops(slot.mappings))
          check(loop, at, `A mapping of the slot '${name}' names`);
    }
  },
};

function mappedLoops(mappings: readonly SlotMapping[]): readonly string[] {
  return mappings
    .flatMap(({ conditions }) => conditions ?? [])
    .map(({ activeLoop }) => activeLoop)
    .filter((loop) => typeof loop === "string");
}
