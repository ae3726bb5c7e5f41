import { isJsonObject, type JsonValue } from "../base/index.ts";
import type { ComponentState } from "./registry.ts";

/** Between the name of a part and that of its array; no part has it in its name. */
const SEPARATOR = ".";

/** Puts the states of a component's parts into one; null for a part that is not there. */
export function joinStates(parts: Readonly<Record<string, ComponentState | null>>): ComponentState {
  const json: Record<string, JsonValue> = {};
  const arrays: Record<string, ComponentState["arrays"][string]> = {};
  for (const [name, state] of Object.entries(parts)) {
    json[name] = state === null ? null : { state: state.json };
    for (const [own, array] of Object.entries(state?.arrays ?? {}))
      arrays[`${name}${SEPARATOR}${own}`] = array;
  }
  return { json, arrays };
}

/** The state of a part, or null when it was not there. Throws a `TypeError` for a state that was not joined. */
export function partOf({ json, arrays }: ComponentState, name: string): ComponentState | null {
  const part = isJsonObject(json) ? json[name] : undefined;
  if (part === null) return null;
  if (!isJsonObject(part)) throw new TypeError(`The state has no part '${name}'`);
  const own = Object.entries(arrays).filter(([key]) => key.startsWith(`${name}${SEPARATOR}`));
  return {
    json: part["state"] ?? null,
    arrays: Object.fromEntries(own.map(([key, array]) => [key.slice(name.length + 1), array])),
  };
}
