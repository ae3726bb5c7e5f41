import {
  aListOf,
  anObject,
  assertShape,
  aText,
  aTupleOf,
  type JsonObject,
  type JsonValue,
} from "../../base/index.ts";
import type { Entity } from "../../conversation/index.ts";
import type { Component, ComponentDefinition } from "../registry.ts";

const NAME = "EntitySynonymMapper";

/** `EntitySynonymMapper`: the value of an entity becomes the one its synonym stands for, whatever the letter case. */
export const entitySynonymMapper: ComponentDefinition = {
  train: ({ data }) =>
    synonymComponent(
      [...data.synonyms]
        .filter(([text, value]) => text !== value)
        .map(([text, value]) => [text.toLowerCase(), value]),
    ),
  load({ json }) {
    assertShape(json, anObject({ synonyms: aListOf(aTupleOf(aText, aText)) }));
    return synonymComponent((json as JsonObject)["synonyms"] as unknown as Pairs);
  },
};

type Pairs = readonly (readonly [string, string])[];

function synonymComponent(pairs: Pairs): Component {
  const synonyms = new Map(pairs);
  const replace = (entity: Entity): Entity => {
    const value = synonyms.get(String(entity.value).toLowerCase());
    if (value === undefined) return entity;
    return { ...entity, value, processors: [...(entity.processors ?? []), NAME] };
  };
  return {
    state: { json: { synonyms: pairs } as unknown as JsonValue, arrays: {} },
    process(message) {
      if (synonyms.size > 0 && message.entities.length > 0) message.entities = message.entities.map(replace);
    },
  };
}
