import { isJsonObject, type JsonValue } from "../base/index.ts";
import type { Features } from "./features.ts";

/**
 * States as one text: Python's `json.dumps(states, sort_keys=True)`. Equal states give equal text, and its length is
 * how specific a rule is (rasa/core/policies/rule_policy.py 3.6 takes the longest key that applies).
 */
export function featureKey(states: readonly Features[]): string {
  return dump(states as unknown as JsonValue);
}

function dump(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(dump).join(", ")}]`;
  if (isJsonObject(value)) {
    const members = Object.keys(value)
      .sort()
      .map((key) => `${JSON.stringify(key)}: ${dump(value[key] as JsonValue)}`);
    return `{${members.join(", ")}}`;
  }
  // Feature vectors are Python floats: 1 is written 1.0.
  if (typeof value === "number") return Number.isInteger(value) ? `${value}.0` : String(value);
  return JSON.stringify(value);
}
