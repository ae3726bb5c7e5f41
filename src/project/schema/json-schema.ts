import type { JsonArray, JsonObject, JsonValue } from "../../base/index.ts";
import type {
  ChoiceShape,
  ListShape,
  NamedShape,
  ReferenceShape,
  ScalarShape,
  Shape,
  TextShape,
} from "../shapes/index.ts";
import { convertByKey, convertKeys, orNull } from "./objects.ts";

type Schema = JsonObject;

const SCALARS: JsonArray = ["string", "number", "boolean"];

/** An environment variable, which editors do not replace: it may hold a number, true or false. */
const VARIABLE = "\\$\\{[^}]+\\}";

/** The JSON Schema (draft 7) of a shape, with the shapes that it refers to as definitions. */
export function toJsonSchema(shape: Shape): { readonly schema: Schema; readonly definitions: Schema } {
  const definitions: Record<string, Schema> = {};
  const convert = (part: Shape): Schema => ({ ...convertKind(part), ...annotations(part) });

  /** A definition is made once; while it is being made, it can already be referred to. */
  const refer = ({ name, to }: ReferenceShape): Schema => {
    if (!Object.hasOwn(definitions, name)) {
      definitions[name] = {};
      definitions[name] = convert(to());
    }
    return { $ref: `#/definitions/${name}` };
  };

  const convertKind = (part: Shape): Schema => {
    switch (part.kind) {
      case "list":
        return convertList(part, convert(part.items));
      case "named":
        return convertNamed(part, convert(part.values));
      case "either":
        return mergeByType(part.shapes.map(convert));
      case "keys":
        return convertKeys(part, convert);
      case "by-key":
        return convertByKey(part, convert);
      case "reference":
        return refer(part);
      default:
        return convertScalar(part);
    }
  };

  return { schema: convert(shape), definitions };
}

function annotations({ about, example, outdated }: Shape): Schema {
  return {
    ...(about !== undefined && { description: about }),
    ...(example !== undefined && { examples: [example] }),
    ...(outdated !== undefined && { deprecated: true, deprecationMessage: outdated, doNotSuggest: true }),
  };
}

function convertScalar(shape: ScalarShape): Schema {
  switch (shape.kind) {
    case "anything":
      return {};
    case "flag":
      return { type: ["boolean", "string", "null"], pattern: VARIABLE };
    case "number":
      return { type: ["number", "string", "null"], pattern: VARIABLE };
    case "scalar":
      return { type: [...SCALARS, "null"] };
    case "texts":
      return { type: [...SCALARS, "array", "null"], items: { type: SCALARS } };
    case "text":
      return { type: orNull(SCALARS, shape.mayBeEmpty === true) };
    case "quoted":
    case "name":
      return convertText(shape);
    case "range":
      return convertRange(shape);
    case "choice":
      return convertChoice(shape);
  }
}

/** Without blanks around it. */
const NAME = "^(\\S(.*\\S)?|\\s*)$";

function convertText({ kind, mayBeEmpty = false, pattern }: TextShape): Schema {
  const wanted = pattern ?? (kind === "name" ? NAME : undefined);
  return { type: orNull(["string"], mayBeEmpty), ...(wanted !== undefined && { pattern: wanted }) };
}

/** A number, or a list of them: a schedule from the first epoch to the last. */
function convertRange({
  least,
  most,
  isWhole = false,
}: Extract<ScalarShape, { readonly kind: "range" }>): Schema {
  return {
    type: [...(isWhole ? ["integer"] : ["number", "array"]), "string", "null"],
    pattern: VARIABLE,
    ...(least !== undefined && { minimum: least }),
    ...(most !== undefined && { maximum: most }),
  };
}

function convertChoice({ words, alsoRead = [], prefix, mayBeEmpty = false }: ChoiceShape): Schema {
  const offered: JsonArray = [...words, ...(mayBeEmpty ? [null] : [])];
  // What is read too is a pattern, because editors offer what is in an `enum`.
  const others = [
    ...(prefix === undefined ? [] : [`${prefix.replaceAll(".", "\\.")}(.*\\.)?(${words.join("|")})`]),
    ...alsoRead,
  ];
  if (others.length === 0) return { enum: offered };
  return {
    type: orNull(["string"], mayBeEmpty),
    anyOf: [{ enum: offered }, { pattern: `^(${others.join("|")})$` }],
  };
}

function convertList({ least, mayBeEmpty = true }: ListShape, items: Schema): Schema {
  return {
    type: orNull(["array"], mayBeEmpty && least === undefined),
    items,
    ...(least !== undefined && { minItems: least }),
  };
}

function convertNamed({ most, mayBeEmpty = true }: NamedShape, values: Schema): Schema {
  return {
    type: orNull(["object"], mayBeEmpty),
    additionalProperties: values,
    ...(most !== undefined && { maxProperties: most }),
  };
}

/** Shapes of different JSON types as one schema, so that what is wrong is said at its own place. */
function mergeByType(schemas: readonly Schema[]): Schema {
  const types = new Set<JsonValue>();
  let merged: Schema = {};
  for (const { type, ...keywords } of schemas) {
    for (const one of Array.isArray(type) ? type : [type as JsonValue]) {
      if (types.has(one) && one !== "null") throw new TypeError(`Two shapes are of the type ${String(one)}.`);
      types.add(one);
    }
    merged = { ...merged, ...keywords };
  }
  return { type: [...types], ...merged };
}
