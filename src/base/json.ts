/** Any value JSON can carry. */
export type JsonValue = null | boolean | number | string | JsonArray | JsonObject;

/** A JSON array. */
export type JsonArray = readonly JsonValue[];

/** A JSON object. Objects that come from outside should have no prototype, see {@link parseJson}. */
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

/** Tells an object from arrays, null and scalars. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Parses JSON text whose keys cannot reach a prototype: `__proto__` stays an ordinary own key because every
 * object is rebuilt without a prototype when the text mentions it. Throws `SyntaxError` as `JSON.parse` does.
 */
export function parseJson(text: string): JsonValue {
  const value = JSON.parse(text) as JsonValue;
  return text.includes("__proto__") || text.includes("\\u") ? withoutPrototypes(value) : value;
}

function withoutPrototypes(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(withoutPrototypes);
  if (!isJsonObject(value)) return value;
  const copy: Record<string, JsonValue> = Object.create(null);
  for (const key of Object.keys(value)) copy[key] = withoutPrototypes(value[key] as JsonValue);
  return copy;
}

/** Deep equality of JSON values; the order of object keys does not matter, the order of arrays does. */
export function jsonEquals(left: JsonValue | undefined, right: JsonValue | undefined): boolean {
  if (left === right) return true;
  if (Array.isArray(left)) {
    return (
      Array.isArray(right) &&
      left.length === right.length &&
      left.every((item, index) => jsonEquals(item, right[index]))
    );
  }
  if (!isJsonObject(left) || !isJsonObject(right) || Array.isArray(right)) return false;
  const keys = Object.keys(left);
  if (keys.length !== Object.keys(right).length) return false;
  return keys.every((key) => Object.hasOwn(right, key) && jsonEquals(left[key], right[key]));
}

/** JSON text with object keys sorted, so that equal values give equal text (for hashes and lookup keys). */
export function canonicalJson(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const members = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key] as JsonValue)}`);
  return `{${members.join(",")}}`;
}

/**
 * A value as text: a text as it is, everything else as JSON. Total, unlike `String`, which asks an object from outside for
 * its `toString` and fails when that is data, or when there is no prototype.
 */
export function toText(value: JsonValue): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
