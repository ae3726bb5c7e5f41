import type { JsonArray, JsonObject, JsonValue } from "../../base/index.ts";
import type { ByKeyShape, Case, KeysShape, Shape } from "../shapes/index.ts";

type Schema = JsonObject;
type Convert = (shape: Shape) => Schema;
type Table = Readonly<Record<string, Shape>>;

export function orNull(types: JsonArray, isNullable: boolean): JsonValue {
  if (isNullable) return [...types, "null"];
  return types.length === 1 ? (types[0] as JsonValue) : types;
}

function propertiesOf(table: Table, convert: Convert): Schema {
  return Object.fromEntries(Object.entries(table).map(([key, shape]) => [key, convert(shape)]));
}

export function convertKeys(shape: KeysShape, convert: Convert): Schema {
  const { keys, needs = [], needsOneOf = [], others, mayBeEmpty = true, cases } = shape;
  return {
    type: orNull(["object"], mayBeEmpty),
    properties: propertiesOf(keys, convert),
    ...(needs.length > 0 && { required: [...needs] }),
    // Where cases have keys of their own, each of them says which those are.
    ...(!hasOwnKeys(shape) && { additionalProperties: others === undefined ? false : convert(others) }),
    ...(needsOneOf.length > 0 && { anyOf: needsOneOf.map(filled) }),
    ...(cases !== undefined && {
      allOf: Object.entries(cases.of).map(([word, one]) => convertCase(shape, { word, one, convert })),
    }),
  };
}

/** All of these keys are there, and hold something. */
function filled(group: readonly string[]): Schema {
  // Editors would offer the keys from here with nothing sensible behind them.
  const something = { not: { enum: [null, {}] }, doNotSuggest: true };
  return { required: [...group], properties: Object.fromEntries(group.map((key) => [key, something])) };
}

/** Whether a case has keys besides the shared ones. */
function hasOwnKeys({ keys: shared, cases }: KeysShape): boolean {
  return Object.values(cases?.of ?? {}).some(
    ({ keys }) => keys === null || Object.keys(keys).some((key) => !Object.hasOwn(shared, key)),
  );
}

function convertCase(
  shape: KeysShape,
  { word, one, convert }: { readonly word: string; readonly one: Case; readonly convert: Convert },
): Schema {
  const by = shape.cases?.by ?? "";
  const own = propertiesOf(one.keys ?? {}, convert);
  const shared = Object.fromEntries(Object.keys(shape.keys).map((key) => [key, true]));
  const addsKeys = hasOwnKeys(shape);
  return conditional(
    { properties: { [by]: wordSchema(shape.keys[by], word) }, required: [by] },
    {
      ...(one.about !== undefined && { description: one.about }),
      properties: addsKeys ? { ...shared, ...own } : own,
      ...(one.needs !== undefined && { required: [...one.needs] }),
      ...(addsKeys && one.keys !== null && { additionalProperties: false }),
    },
  );
}

/** The schema of one word of a choice. */
function wordSchema(choice: Shape | undefined, word: string): Schema {
  const prefix = choice?.kind === "choice" ? choice.prefix : undefined;
  if (prefix === undefined) return { const: word };
  return { pattern: `^(${prefix.replaceAll(".", "\\.")}(.*\\.)?)?${word}$` };
}

/** A chain of conditions: the first key that is there says which others may be. */
export function convertByKey({ kinds, keys, beside }: ByKeyShape, convert: Convert): Schema {
  const closed = (allowed: readonly string[]): Schema => ({
    properties: propertiesOf(
      Object.fromEntries(Object.entries(keys).filter(([key]) => allowed.includes(key))),
      convert,
    ),
    additionalProperties: false,
  });
  const chain = kinds.reduceRight<Schema>(
    (otherwise, kind) => ({
      ...conditional({ required: [kind] }, closed([kind, ...(beside[kind] ?? [])])),
      else: otherwise,
    }),
    closed(kinds),
  );
  return { type: ["object", "null"], ...chain };
}

function conditional(condition: Schema, consequence: Schema): Schema {
  // An empty item fulfils every condition on keys, and editors would offer what belongs to all of them.
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema; nobody awaits it
  return { if: { type: "object", ...condition }, then: consequence };
}
