import type { FormDefinition } from "../domain/index.ts";
import { type ActionOutcome, type ActionScope, done } from "./action-scope.ts";
import { runCustomAction } from "./custom-action.ts";
import { sayIfDefined } from "./default-responses.ts";

/** Asks for a slot with the most particular question the domain has for it; silent without one, as an action may ask. */
export async function askForSlot(
  form: FormDefinition,
  slot: string,
  scope: ActionScope,
): Promise<ActionOutcome> {
  const { domain } = scope.ports;
  const candidates = [
    `action_ask_${form.name}_${slot}`,
    `utter_ask_${form.name}_${slot}`,
    `action_ask_${slot}`,
    `utter_ask_${slot}`,
  ];
  const name = candidates.find(
    (candidate) => domain.actions.includes(candidate) || domain.responses.has(candidate),
  );
  if (name === undefined) return done([]);
  return name.startsWith("utter_")
    ? done(await sayIfDefined(name, scope))
    : await runCustomAction(name, scope);
}
