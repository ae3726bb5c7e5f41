import { type JsonValue, parseJson, TsbotError } from "../base/index.ts";

/** An entity as `trigger_intent` takes it. */
export interface EntityArgument {
  readonly entity: string;
  readonly value: JsonValue;
}

const SHAPE = /^(?<name>[^=:]+?)(?<typed>:?)=(?<value>.*)$/s;

function parseEntityArgument(text: string): EntityArgument {
  const { name, typed, value } = SHAPE.exec(text)?.groups ?? {};
  if (name === undefined || value === undefined || name.trim() === "") {
    throw new TsbotError("cli/usage", `'${text}' is no entity.`, {
      hint: "Write --entity plant=Orchid, or --entity 'amount:=3' for a value in JSON.",
    });
  }
  return { entity: name.trim(), value: typed === ":" ? parseTyped(text, value) : value };
}

/** Reads each of `name=text` and `name:=JSON`. Throws `cli/usage` with what is wrong about which. */
export function parseEntityArguments(texts: readonly string[]): readonly EntityArgument[] {
  return texts.map(parseEntityArgument);
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
