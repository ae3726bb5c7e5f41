import { DEFAULT_ACTION_NAMES } from "./default-names.ts";
import type { Domain } from "./domain.ts";

/**
 * All actions the assistant can take, in Rasa's index order: default actions, listed actions, responses sorted by
 * name, forms, end-to-end texts; each once.
 */
export function allActionNames(domain: Domain): readonly string[] {
  const responses = [...domain.responses.keys()].filter((name) => name.startsWith("utter_")).sort();
  return [
    ...new Set([
      ...DEFAULT_ACTION_NAMES,
      ...domain.actions,
      ...responses,
      ...domain.forms.keys(),
      ...domain.endToEndActions,
    ]),
  ];
}
