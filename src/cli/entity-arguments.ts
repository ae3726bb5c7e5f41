import { type JsonValue, parseJson, TsbotError } from "../base/index.ts";

/** An entity as `trigger_intent` takes it. */
export interface EntityArgument {
  readonly entity: string;
  readonly value: JsonValue;
}

const SHAPE = /^(?<name>[^=:]+?)(?<typed>:?)=(?<value>.*)$/s;

/**
 * Reads each of `name=text` and `name:=JSON`. Throws `cli/usage` with what is wrong about which.
 * @param flag what stands before each, for hints.
 */
export function parseEntityArguments(texts: readonly string[], flag = ""): readonly EntityArgument[] {
  return texts.map((text) => parseEntityArgument(text, flag));
}

function parseEntityArgument(text: string, flag: string): EntityArgument {
  const { name, typed, value } = SHAPE.exec(text)?.groups ?? {};
  if (name === undefined || value === undefined || name.trim() === "") {
    throw new TsbotError("cli/usage", `'${text}' is no entity.`, {
      hint: `Write ${flag}plant=Orchid, ${flag}plant='Big Rose', or ${flag}'amount:=3' for a value in JSON.`,
    });
  }
  return { entity: name.trim(), value: typed === ":" ? parseTyped(text, value) : value };
}

function parseTyped(text: string, value: string): JsonValue {
  try {
    return parseJson(value);
  } catch (cause) {
    throw new TsbotError("cli/usage", `The value of '${text}' is not JSON.`, {
      hint: `Texts need quotes there: ${text.split(":=")[0]}:='"text"'. For a plain text write = instead of :=.`,
      cause,
    });
  }
}
