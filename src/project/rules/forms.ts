import type { SourcePosition } from "../../base/index.ts";
import type { FormDefinition, SlotDefinition, SlotMapping } from "../../domain/index.ts";
import { formConditions } from "./mentions.ts";
import { hintFor, type Known, type ValidationRule } from "./rule.ts";
import { allSteps, titleOf } from "./story-walk.ts";

/** A form is used that the domain does not have. */
export const unknownForm: ValidationRule = {
  code: "project/unknown-form",
  severity: "error",
  explanation:
    "A rule, story or mapping condition names an active loop that is no form of the domain. Add it under `forms:`, or correct the name.",
  needs: ["forms", "actions"],
  check(project, report) {
    const { domain, places } = project;
    const loops = new Set([...domain.forms.keys(), ...domain.actions, "action_two_stage_fallback"]);
    const check = (name: string, at: SourcePosition | undefined, where: string): void => {
      if (loops.has(name)) return;
      report(at, `${where} the form '${name}', which the domain does not have.`, {
        hint: /^(?:none|nil|no|false)$/i.test(name)
          ? "Write `active_loop: null` where no form is active."
          : hintFor(name, domain.forms.keys(), "Add it under `forms:` in the domain, or correct the name."),
      });
    };
    for (const { story, step } of allSteps(project)) {
      if (step.type === "active_loop" && step.name !== null)
        check(step.name, step.at, `${titleOf(story)} names`);
    }
    for (const { slot, condition, form } of formConditions(project))
      check(form, places.of(condition, "active_loop"), `A mapping of the slot '${slot.name}' names`);
  },
};

/** A mapping waits for a form that does not ask for its slot. */
export const conditionOfOtherForm: ValidationRule = {
  code: "project/mapping-condition-slot-not-required",
  severity: "error",
  explanation:
    "A slot mapping applies only while a form is active, but that form does not require the slot: Rasa refuses it. Add the slot to the form's `required_slots`, or remove the condition.",
  needs: ["forms"],
  check(project, report) {
    const { domain, places } = project;
    for (const { slot, mapping, condition, form: name } of formConditions(project)) {
      const form = domain.forms.get(name);
      if (form === undefined || mapping.type === "from_trigger_intent") continue;
      if (form.requiredSlots.includes(slot.name)) continue;
      // A form without slots in the domain takes them from its validation action.
      if (form.requiredSlots.length === 0) continue;
      report(
        places.of(condition, "active_loop"),
        `The slot '${slot.name}' is filled while the form '${form.name}' is active, but the form does not require it.`,
        { hint: `Add '${slot.name}' to 'required_slots' of the form, or remove the condition.` },
      );
    }
  },
};

/** A form asks for a slot without a question. */
export const slotWithoutQuestion: ValidationRule = {
  code: "project/form-slot-without-question",
  severity: "warning",
  explanation:
    "A form requires a slot, but there is neither a response nor an action that asks for it: `utter_ask_<form>_<slot>`, `utter_ask_<slot>`, `action_ask_<form>_<slot>` or `action_ask_<slot>`. The form would wait in silence.",
  needs: ["responses", "actions", "data"],
  check({ domain, places }, report, known) {
    for (const form of domain.forms.values()) {
      for (const [index, slot] of form.requiredSlots.entries()) {
        if (!domain.slots.has(slot) || hasQuestion(form.name, slot)) continue;
        report(
          places.of(form, "required_slots", index),
          `Nothing asks for the slot '${slot}' of the form '${form.name}'.`,
          {
            hint: `Add a response to the domain:\n  utter_ask_${slot}:\n    - text: "…"`,
          },
        );
      }
    }
    function hasQuestion(form: string, slot: string): boolean {
      return [`${form}_${slot}`, slot].some(
        (name) =>
          domain.responses.has(`utter_ask_${name}`) ||
          domain.actions.includes(`action_ask_${name}`) ||
          known.actionNames?.has(`action_ask_${name}`) === true,
      );
    }
  },
};

/** A form waits for a slot that nothing fills. */
export const slotNeverFilled: ValidationRule = {
  code: "project/form-slot-never-filled",
  severity: "warning",
  explanation:
    "A form requires a slot that no mapping can fill while the form is active: the mappings are `custom` without an action, or their conditions name other forms only. There is no validation action either (`validate_<form>` or `action_validate_slot_mappings`) that could fill it: the form would ask again and again. Add a mapping such as from_text or from_entity, or a validation action.",
  needs: ["actions"],
  check({ domain, places }, report, known) {
    for (const form of domain.forms.values()) {
      if (hasValidation(form, domain.actions, known)) continue;
      for (const name of form.requiredSlots) {
        const slot = domain.slots.get(name);
        if (
          slot === undefined ||
          !slot.mappings.every((mapping) => isIdle(mapping, { slot, form, forms: domain.forms }))
        )
          continue;
        // A slot without mappings has been reported as such.
        const [mapping] = slot.mappings;
        const at = mapping === undefined ? undefined : places.of(mapping);
        report(at, `Nothing fills the slot '${name}', which the form '${form.name}' asks for.`, {
          hint:
            mapping?.type === "custom"
              ? `Take another mapping, such as from_text, or list the action 'validate_${form.name}', which fills it.`
              : `Add a mapping that applies in the form, or '${form.name}' to the conditions of this one.`,
        });
      }
    }
  },
};

/** Whether a mapping cannot fill its slot while the form is active. */
function isIdle(
  mapping: SlotMapping,
  {
    slot,
    form,
    forms,
  }: {
    readonly slot: SlotDefinition;
    readonly form: FormDefinition;
    readonly forms: ReadonlyMap<string, FormDefinition>;
  },
): boolean {
  if (mapping.type === "custom" && mapping.action === undefined) return true;
  const { conditions = [] } = mapping;
  if (conditions.length === 0) return false;
  // A form that does not exist, or does not ask for the slot, is reported: another was meant.
  return conditions.every(
    ({ activeLoop }) =>
      activeLoop === null ||
      (activeLoop !== undefined &&
        activeLoop !== form.name &&
        forms.get(activeLoop)?.requiredSlots.includes(slot.name) === true),
  );
}

function hasValidation(
  { name }: FormDefinition,
  actions: readonly string[],
  { actionNames }: Known,
): boolean {
  return [`validate_${name}`, "action_validate_slot_mappings", name].some(
    (action) => actions.includes(action) || actionNames?.has(action) === true,
  );
}
