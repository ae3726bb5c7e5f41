import type { SourcePosition } from "../../base/index.ts";
import { explainMisfit } from "../readers/slot-values.ts";
import { hintFor, type ValidationRule } from "./rule.ts";
import { allSteps, titleOf } from "./story-walk.ts";

/** A slot is used that the domain does not have. */
export const unknownSlot: ValidationRule = {
  code: "project/unknown-slot",
  severity: "error",
  explanation:
    "A rule, story, form, mapping or response's condition names a slot that the domain does not have. Add it under `slots:`, or correct the name.",
  needs: ["domain"],
  check(project, report) {
    const { domain, places } = project;
    const check = (name: string, at: SourcePosition | undefined, where: string): void => {
      if (domain.slots.has(name)) return;
      report(at, `${where} the slot '${name}', which the domain does not have.`, {
        hint: hintFor(
          name,
          domain.slots.keys(),
          `Add '${name}' to 'slots' in the domain, or correct the name.`,
        ),
      });
    };
    for (const { story, step } of allSteps(project)) {
      if (step.type !== "slot") continue;
      for (const slot of step.slots)
        check(slot.name, places.ofKey(slot, slot.name) ?? step.at, `${titleOf(story)} uses`);
    }
    for (const form of domain.forms.values()) {
      for (const [index, name] of form.requiredSlots.entries())
        check(name, places.of(form, "required_slots", index), `The form '${form.name}' requires`);
    }
    for (const [slot, { mappings }] of domain.slots) {
      for (const condition of mappings.flatMap(({ conditions }) => conditions ?? [])) {
        if (condition.requestedSlot === undefined) continue;
        check(
          condition.requestedSlot,
          places.of(condition, "requested_slot"),
          `A mapping of the slot '${slot}' names`,
        );
      }
    }
    for (const [response, variations] of domain.responses) {
      for (const condition of variations.flatMap((variation) => variation.condition ?? []))
        check(
          condition.name,
          places.of(condition, "name"),
          `A condition of the response '${response}' names`,
        );
    }
  },
};

/** A story or condition gives a slot a value that it cannot have. */
export const badSlotValue: ValidationRule = {
  code: "project/bad-slot-value",
  severity: "warning",
  explanation:
    "A story, rule, mapping or initial value gives a slot a value that does not fit its type: a bool slot takes true or false, a float a number in its range, a categorical slot one of its values. The policies would never see it as it is meant.",
  needs: ["domain"],
  check(project, report) {
    const { domain, places } = project;
    for (const { story, step } of allSteps(project)) {
      if (step.type !== "slot") continue;
      for (const slot of step.slots) {
        const definition = domain.slots.get(slot.name);
        // A list slot wraps a single value.
        if (definition === undefined || definition.type === "list") continue;
        if (slot.value === undefined || slot.value === null) continue;
        const problem = explainMisfit(slot.value, definition);
        if (problem === null) continue;
        report(
          places.of(slot, slot.name) ?? step.at,
          `${titleOf(story)} sets the slot '${slot.name}' of type ${definition.type} to '${String(slot.value)}', which ${problem}.`,
          { hint: "Correct the value, or the slot's type." },
        );
      }
    }
  },
};
