import { isJsonObject, type JsonObject, type JsonValue } from "../base/index.ts";
import type { ActionResponse } from "../dialogue/index.ts";
import type { ActionMessage } from "./define-action.ts";

/**
 * What `say` was given, as plain JSON of its own. An action may be JavaScript, and types are promises: anything that is no
 * message is a `TypeError` at the place that said it, before it can spoil the turn.
 */
export function toResponse(message: string | ActionMessage): ActionResponse {
  if (typeof message === "string") return { text: message };
  const content: unknown = isJsonObject(message) ? toJson(message) : message;
  if (!isJsonObject(content)) {
    throw new TypeError(`say needs a text or a message like { text: "…" }, not ${nameOf(message)}`);
  }
  for (const [name, { expected, fits }] of Object.entries(FIELDS)) {
    const value = content[name] ?? null;
    if (value !== null && !fits(value))
      throw new TypeError(`'${name}' of a message is ${expected}, not ${nameOf(value)}`);
  }
  return content as ActionResponse;
}

interface Field {
  readonly expected: string;
  fits(value: JsonValue): boolean;
}

const TEXT: Field = { expected: "a text", fits: (value) => typeof value === "string" };
const OBJECT: Field = { expected: "an object", fits: isJsonObject };
const OBJECTS: Field = {
  expected: "a list of objects",
  fits: (value) => Array.isArray(value) && value.every(isJsonObject),
};

/** The parts of a message that have a shape; other keys are variables of a named response. */
const FIELDS: Readonly<Record<string, Field>> = {
  text: TEXT,
  image: TEXT,
  response: TEXT,
  buttons: OBJECTS,
  elements: OBJECTS,
  custom: OBJECT,
};

/** Throws for what JSON cannot carry, such as a BigInt or a circle. */
function toJson(value: JsonObject): unknown {
  return JSON.parse(JSON.stringify(value) ?? "null");
}

function nameOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  return Array.isArray(value) ? "a list" : `of type '${typeof value}'`;
}
