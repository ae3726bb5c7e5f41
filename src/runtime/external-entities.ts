import { isJsonObject, type JsonValue, TsbotError } from "../base/index.ts";
import { ENTITY_SHAPE, type Entity } from "../conversation/index.ts";

/**
 * Entities of an external event in either of Rasa's forms: a list of `{entity, value, ...}` as it is, or a map from
 * entity to value. Throws `runtime/bad-entities` naming the wrong item; null and undefined are none.
 */
export function toEntities(value: unknown): readonly Entity[] {
  if (value === null || value === undefined) return [];
  if (Array.isArray(value)) return value.map(checkEntity);
  if (isJsonObject(value)) return Object.entries(value).map(([entity, item]) => ({ entity, value: item }));
  throw badEntities("The entities are neither a map nor a list.", "/entities");
}

function checkEntity(item: unknown, index: number): Entity {
  const path = `/entities/${index}`;
  if (!isJsonObject(item) || typeof item["entity"] !== "string" || item["value"] === undefined)
    throw badEntities(`Entity ${index + 1} of the list has no 'entity' and 'value'.`, path);
  const misfit = ENTITY_SHAPE.misfit(item, path);
  if (misfit !== null)
    throw badEntities(`Of entity ${index + 1} of the list something is of a wrong kind.`, misfit.path);
  return item as unknown as Entity & Record<string, JsonValue>;
}

function badEntities(message: string, parameter: string): TsbotError {
  return new TsbotError("runtime/bad-entities", message, {
    hint: 'Write entities as {"plant": "Orchid"} or as [{"entity": "plant", "value": "Orchid"}].',
    details: { parameter, in: "body" },
  });
}
