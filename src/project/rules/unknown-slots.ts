import { type JsonValue, toText } from "../../base/index.ts";
import type { Story } from "../../conversation/index.ts";
import type { SlotDefinition } from "../../domain/index.ts";
import type { Project } from "../project.ts";
import { explainMisfit } from "../readers/slot-values.ts";
import { allMappings, type Mention, slotMentions } from "./mentions.ts";
import { hintFor, type Report, type ValidationRule } from "./rule.ts";
import { slotSteps, titleOf } from "./story-walk.ts";

/** A slot is used that the domain does not have. */
export const unknownSlot: ValidationRule = {
  code: "project/unknown-slot",
  severity: "error",
  explanation:
    "A rule, story, form, mapping or response's condition names a slot that the domain does not have. Add it under `slots:`, or correct the name.",
  needs: ["slots"],
  check(project, report) {
    const { slots } = project.domain;
    for (const { name, place, where } of slotMentions(project)) {
      if (slots.has(name)) continue;
      report(place(), `${where} the slot '${name}', which the domain does not have.`, {
        hint: hintFor(name, slots.keys(), `Add '${name}' to 'slots' in the domain, or correct the name.`),
      });
    }
  },
};

/** A story or condition gives a slot a value that it cannot have. */
export const badSlotValue: ValidationRule = {
  code: "project/bad-slot-value",
  severity: "warning",
  explanation:
    "A story, rule, initial value, slot mapping or response's condition gives a slot a value that does not fit its type: a bool slot takes true or false, a float a number in its range, a categorical slot one of its values. It would never be seen as it is meant.",
  needs: ["slots"],
  check(project, report) {
    for (const { story, step } of slotSteps(project)) {
      for (const [index, set] of step.slots.entries()) {
        const slot = project.domain.slots.get(set.name);
        // A list slot wraps a single value.
        if (slot === undefined || slot.type === "list") continue;
        checkValue(project, report, { story, slot, set, index, at: step.at });
      }
    }
    for (const { name, value, place, where } of domainValues(project)) {
      const slot = project.domain.slots.get(name);
      if (slot === undefined || slot.type === "list" || isTaken(value, slot.type)) continue;
      const problem = explainMisfit(value, slot);
      if (problem === null) continue;
      report(
        place(),
        `${where} the ${slot.type} slot '${name}' ${JSON.stringify(value)}, which ${problem}.`,
        {
          hint: "Correct the value, or the slot's type.",
        },
      );
    }
  },
};

/** What a slot takes though it is not how policies see it: numbers outside the range, and `"true"` (rasa's bool_from_any). */
function isTaken(value: JsonValue, type: SlotDefinition["type"]): boolean {
  if (value === null) return true;
  if (type === "float") return typeof value === "number";
  return type === "bool" && /^(?:true|false|[01])$/i.test(toText(value));
}

/** A value that the domain itself has for a slot. */
interface DomainValue extends Mention {
  readonly value: JsonValue;
}

function* domainValues(project: Project): Generator<DomainValue> {
  const { domain, places } = project;
  for (const { slot, mapping } of allMappings(project)) {
    if (mapping.type !== "from_intent" && mapping.type !== "from_trigger_intent") continue;
    const place = () => places.of(mapping, "value");
    yield { name: slot.name, value: mapping.value, place, where: "A mapping gives" };
  }
  for (const [response, variations] of domain.responses) {
    for (const condition of variations.flatMap((variation) => variation.condition ?? [])) {
      const place = () => places.of(condition, "value");
      yield {
        name: condition.name,
        value: condition.value,
        place,
        where: `The response '${response}' expects of`,
      };
    }
  }
}

interface SetSlot {
  readonly story: Story;
  readonly slot: SlotDefinition;
  readonly set: { readonly name: string; readonly value?: Parameters<typeof explainMisfit>[0] };
  readonly index: number;
  readonly at: Story["at"];
}

function checkValue({ places }: Project, report: Report, { story, slot, set, index, at }: SetSlot): void {
  if (set.value === undefined || set.value === null) return;
  const problem = explainMisfit(set.value, slot);
  if (problem === null) return;
  const value = JSON.stringify(set.value);
  report(
    places.inSource(story, at, "slot_was_set", index, set.name) ?? at,
    `${titleOf(story)} sets the ${slot.type} slot '${slot.name}' to ${value}, which ${problem}.`,
    { hint: "Correct the value, or the slot's type." },
  );
}
