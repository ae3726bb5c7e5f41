import { isJsonObject, type JsonValue } from "../base/index.ts";
import { toPythonText } from "./python-text.ts";

/** Values by name for `{name}` in a response. */
export interface Variables {
  get(name: string): JsonValue | undefined;
}

const PLACEHOLDER = /\{\{|\}\}|\{([^\n{}]+?)\}/g;
/** A name in doubled braces, which is meant to stay a name in braces. */
const ESCAPED_NAME = /\{\{[^\n{}]+\}\}/;

/**
 * A text with its `{name}` replaced and `{{`, `}}` unescaped (rasa/core/nlg/interpolator.py 3.6). A text that names
 * an unknown variable stays as it is, and `onUnknown` hears of it; so does one that mixes names in single and in doubled
 * braces, as Rasa does not expand it. Values are put in as they are, never expanded again.
 */
export function interpolateText(
  text: string,
  variables: Variables,
  onUnknown: (name: string) => void,
): string {
  let unknown: string | undefined;
  const isMixed = ESCAPED_NAME.test(text);
  const filled = text.replace(PLACEHOLDER, (match: string, name: string | undefined) => {
    if (match === "{{") return "{";
    if (match === "}}") return "}";
    if (name === undefined) return match;
    const value = isMixed ? undefined : variables.get(name);
    if (value !== undefined) return toPythonText(value);
    unknown ??= name;
    return match;
  });
  if (unknown === undefined) return filled;
  onUnknown(unknown);
  return text;
}

/** The same for every text inside a value; keys stay as they are. */
export function interpolateValue(
  value: JsonValue,
  variables: Variables,
  onUnknown: (name: string) => void,
): JsonValue {
  if (typeof value === "string") return interpolateText(value, variables, onUnknown);
  if (Array.isArray(value)) return value.map((item) => interpolateValue(item, variables, onUnknown));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, interpolateValue(item, variables, onUnknown)]),
  );
}
