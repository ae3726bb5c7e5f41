import type { Story } from "../../conversation/index.ts";
import type { SlotDefinition } from "../../domain/index.ts";
import type { Project } from "../project.ts";
import { explainMisfit } from "../readers/slot-values.ts";
import { slotMentions } from "./mentions.ts";
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
    "A story, rule or initial value gives a slot a value that does not fit its type: a bool slot takes true or false, a float a number in its range, a categorical slot one of its values. The policies would never see it as it is meant.",
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
  },
};

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
