import { jsonEquals, type SourcePosition } from "../../base/index.ts";
import type { Story } from "../../conversation/index.ts";
import { REQUESTED_SLOT } from "../../domain/index.ts";
import type { Project } from "../project.ts";
import { isValidated } from "./form-validation.ts";
import type { Known, Report, ValidationRule } from "./rule.ts";

/** A rule whose conditions cannot hold together. */
export const impossibleCondition: ValidationRule = {
  code: "project/impossible-condition",
  severity: "warning",
  explanation:
    "The `condition` of a rule asks for what cannot be at the same time: two forms active at once, one slot with two values, or a form asking for a slot that it does not have. The rule is never reached. Remove one of the conditions; for one or the other write two rules.",
  needs: ["forms", "stories"],
  check(project, report, known) {
    for (const story of project.stories) {
      checkLoops(story, report);
      checkSlots(story, report);
      checkRequested(project, story, { report, known });
    }
  },
};

function checkLoops({ name, conditions }: Story, report: Report): void {
  const loops = conditions.filter((condition) => condition.type === "active_loop");
  const [first] = loops;
  const other = loops.find((loop) => loop.name !== first?.name);
  if (first === undefined || other === undefined) return;
  reportPair(report, { rule: name, what: `${tellLoop(other.name)} and ${tellLoop(first.name)}` }, [
    other.at,
    first.at,
  ]);
}

function tellLoop(name: string | null): string {
  return name === null ? "no active form" : `the active form '${name}'`;
}

function checkSlots({ name, conditions }: Story, report: Report): void {
  const seen = new Map<string, { readonly value: unknown; readonly at: SourcePosition }>();
  for (const condition of conditions) {
    if (condition.type !== "slot") continue;
    for (const { name: slot, value } of condition.slots) {
      if (value === undefined) continue;
      const first = seen.get(slot);
      if (first === undefined) seen.set(slot, { value, at: condition.at });
      else if (!jsonEquals(first.value as typeof value, value))
        reportPair(report, { rule: name, what: `two values of the slot '${slot}'` }, [
          condition.at,
          first.at,
        ]);
    }
  }
}

function reportPair(
  report: Report,
  { rule, what }: { readonly rule: string; readonly what: string },
  [at, first]: readonly [SourcePosition, SourcePosition],
): void {
  report(at, `The rule '${rule}' asks for ${what} at once, so it is never reached.`, {
    hint: "Remove one of the conditions; for one or the other write two rules.",
    related: [{ message: "The other condition is here.", at: first }],
  });
}

function checkRequested(
  { domain }: Project,
  { name: rule, conditions }: Story,
  { report, known }: { readonly report: Report; readonly known: Known },
): void {
  const loop = conditions.find((condition) => condition.type === "active_loop")?.name;
  const form = domain.forms.get(loop ?? "");
  // A validation action can add slots to those that a form asks for.
  if (form === undefined || form.requiredSlots.length === 0 || isValidated(form.name, domain.actions, known))
    return;
  for (const condition of conditions) {
    if (condition.type !== "slot") continue;
    for (const { name, value } of condition.slots) {
      if (name !== REQUESTED_SLOT || typeof value !== "string" || form.requiredSlots.includes(value))
        continue;
      report(
        condition.at,
        `The rule '${rule}' is never reached: the form '${form.name}' does not ask for '${value}'.`,
        { hint: `It asks for ${form.requiredSlots.map((slot) => `'${slot}'`).join(", ")}.` },
      );
    }
  }
}
