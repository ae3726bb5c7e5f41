import { isJsonObject, type JsonObject, type JsonValue } from "./json.ts";

/** Part of a value that is not as expected. */
export interface Misfit {
  /** JSON pointer. */
  readonly path: string;
  /** What belongs there, e.g. `a text or null`. */
  readonly expected: string;
}

/** What a JSON value from outside must look like: one source for checking it and for describing it to clients. */
export interface Shape {
  readonly expected: string;
  /** The same as JSON Schema (2020-12), which accepts what has no misfit and nothing else. */
  readonly schema: JsonObject;
  /** A field that may be missing. */
  readonly isOptional?: true;
  /** The first misfit, or null. Undefined stands for a field that is not there. */
  misfit(value: JsonValue | undefined, path: string): Misfit | null;
}

/** A value that passes a test. */
export function aValue(
  expected: string,
  fits: (value: JsonValue | undefined) => boolean,
  schema: JsonObject = {},
): Shape {
  return { expected, schema, misfit: (value, path) => (fits(value) ? null : { path, expected }) };
}

export const anything = aValue("a value", (value) => value !== undefined);
export const aText = aValue("a text", (value) => typeof value === "string", { type: "string" });
export const aFlag = aValue("true or false", (value) => typeof value === "boolean", { type: "boolean" });
/** JSON text has numbers that are too large for one; they are none. */
export const aNumber = aValue("a number", Number.isFinite, { type: "number" });

/** A number in a range. */
export function aNumberBetween(least: number, most: number): Shape {
  return aValue(
    `a number from ${least} to ${most}`,
    (value) => typeof value === "number" && value >= least && value <= most,
    { type: "number", minimum: least, maximum: most },
  );
}

/** One of some texts. */
export function aChoiceOf(choices: readonly string[]): Shape {
  return aValue(
    `one of ${choices.join(", ")}`,
    (value) => typeof value === "string" && choices.includes(value),
    { enum: [...choices] },
  );
}

/** An object with at least these fields. */
export function anObject(fields: Readonly<Record<string, Shape>>): Shape {
  const expected = "an object";
  const entries = Object.entries(fields);
  const required = entries.filter(([, { isOptional }]) => isOptional !== true).map(([name]) => name);
  return {
    expected,
    schema: {
      type: "object",
      ...(entries.length > 0 && {
        properties: Object.fromEntries(entries.map(([name, { schema }]) => [name, schema])),
      }),
      ...(required.length > 0 && { required }),
    },
    misfit(value, path) {
      if (!isJsonObject(value)) return { path, expected };
      for (const [name, field] of entries) {
        const own = Object.hasOwn(value, name) ? value[name] : undefined;
        const misfit = field.misfit(own, `${path}/${name}`);
        if (misfit !== null) return misfit;
      }
      return null;
    },
  };
}

/** An object whose fields, whatever their names, are like this. */
export function aMapOf(field: Shape): Shape {
  const expected = "an object";
  return {
    expected,
    schema: { type: "object", additionalProperties: field.schema },
    misfit(value, path) {
      if (!isJsonObject(value)) return { path, expected };
      for (const [name, member] of Object.entries(value)) {
        const misfit = field.misfit(member, `${path}/${name}`);
        if (misfit !== null) return misfit;
      }
      return null;
    },
  };
}

/** A list of such items. */
export function aListOf(item: Shape, most = Number.POSITIVE_INFINITY): Shape {
  const expected = most === Number.POSITIVE_INFINITY ? "a list" : `a list of at most ${most}`;
  return {
    expected,
    schema: { type: "array", items: item.schema, ...(Number.isFinite(most) && { maxItems: most }) },
    misfit(value, path) {
      if (!Array.isArray(value) || value.length > most) return { path, expected };
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
    schema: {
      type: "array",
      prefixItems: items.map(({ schema }) => schema),
      minItems: items.length,
      maxItems: items.length,
    },
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

/** The first of these that fits; where none does, what the first finds deepest inside. */
export function eitherOf(...shapes: readonly Shape[]): Shape {
  const expected = shapes.map((shape) => shape.expected).join(" or ");
  return {
    expected,
    schema: { anyOf: shapes.map(({ schema }) => schema) },
    misfit(value, path) {
      const misfits = shapes.map((shape) => shape.misfit(value, path));
      if (misfits.includes(null)) return null;
      return misfits.find((misfit) => misfit !== null && misfit.path !== path) ?? { path, expected };
    },
  };
}

/** Also null. */
export function orNull(shape: Shape): Shape {
  const expected = `${shape.expected} or null`;
  return {
    expected,
    schema: { anyOf: [shape.schema, { type: "null" }] },
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
    ...shape,
    isOptional: true,
    misfit: (value, path) => (value === undefined ? null : shape.misfit(value, path)),
  };
}

/** Throws a `TypeError` naming what does not fit: for data that a program wrote. */
export function assertShape(value: JsonValue | undefined, shape: Shape): void {
  const misfit = shape.misfit(value, "");
  if (misfit !== null) throw new TypeError(`${misfit.path || "it"} is not ${misfit.expected}`);
}
