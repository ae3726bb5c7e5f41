import type { Known } from "./rule.ts";

/** Whether a form has a validation action, which can add slots to those that it asks for. */
export function isValidated(form: string, actions: readonly string[], { actionNames }: Known): boolean {
  const name = `validate_${form}`;
  return actionNames === null || actions.includes(name) || actionNames.has(name);
}
