import { isJsonObject, type JsonValue } from "./json.ts";

/** Part of a value that is not as expected. */
export interface Misfit {
  /** JSON pointer. */
  readonly path: string;
  /** What belongs there, e.g. `a text or null`. */
  readonly expected: string;
}

/** What a JSON value from outside must look like. */
export interface Shape {
  readonly expected: string;
  /** The first misfit, or null. Undefined stands for a field that is not there. */
  misfit(value: JsonValue | undefined, path: string): Misfit | null;
}

/** A value that passes a test. */
export function aValue(expected: string, fits: (value: JsonValue | undefined) => boolean): Shape {
  return { expected, misfit: (value, path) => (fits(value) ? null : { path, expected }) };
}

export const aText = aValue("a text", (value) => typeof value === "string");
export const aFlag = aValue("true or false", (value) => typeof value === "boolean");
/** JSON text has numbers that are too large for one; they are none. */
export const aNumber = aValue("a number", Number.isFinite);

/** An object with at least these fields. */
export function anObject(fields: Readonly<Record<string, Shape>>): Shape {
  const expected = "an object";
  return {
    expected,
    misfit(value, path) {
      if (!isJsonObject(value)) return { path, expected };
      for (const [name, field] of Object.entries(fields)) {
        const own = Object.hasOwn(value, name) ? value[name] : undefined;
        const misfit = field.misfit(own, `${path}/${name}`);
        if (misfit !== null) return misfit;
      }
      return null;
    },
  };
}

/** A list of such items. */
export function aListOf(item: Shape): Shape {
  const expected = "a list";
  return {
    expected,
    misfit(value, path) {
      if (!Array.isArray(value)) return { path, expected };
      for (const [index, member] of value.entries()) {
        const misfit = item.misfit(member as JsonValue, `${path}/${index}`);
        if (misfit !== null) return misfit;
      }
      return null;
    },
  };
}

/** A list of exactly these. */
export function aTupleOf(...items: readonly Shape[]): Shape {
  const expected = `a list of ${items.length}`;
  return {
    expected,
    misfit(value, path) {
      if (!Array.isArray(value) || value.length !== items.length) return { path, expected };
      for (const [index, item] of items.entries()) {
        const misfit = item.misfit(value[index] as JsonValue, `${path}/${index}`);
        if (misfit !== null) return misfit;
      }
      return null;
    },
  };
}

/** Also null. */
export function orNull(shape: Shape): Shape {
  const expected = `${shape.expected} or null`;
  return {
    expected,
    misfit(value, path) {
      if (value === null) return null;
      const misfit = shape.misfit(value, path);
      return misfit?.path === path ? { path, expected } : misfit;
    },
  };
}

/** Also absent. */
export function orAbsent(shape: Shape): Shape {
  return {
    expected: shape.expected,
    misfit: (value, path) => (value === undefined ? null : shape.misfit(value, path)),
  };
}

/** Throws a `TypeError` naming what does not fit: for data that a program wrote. */
export function assertShape(value: JsonValue | undefined, shape: Shape): void {
  const misfit = shape.misfit(value, "");
  if (misfit !== null) throw new TypeError(`${misfit.path || "it"} is not ${misfit.expected}`);
}
