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
import type { NluTrainingData } from "../component.ts";
import type { Component, ComponentDefinition } from "../registry.ts";

const NAME = "EntitySynonymMapper";

/** `EntitySynonymMapper`: the value of an entity becomes the one its synonym stands for, whatever the letter case. */
export const entitySynonymMapper: ComponentDefinition = {
  train: ({ data }) => synonymComponent([...collectSynonyms(data)]),
  load({ json }) {
    assertShape(json, anObject({ synonyms: aListOf(aTupleOf(aText, aText)) }));
    return synonymComponent((json as JsonObject)["synonyms"] as unknown as Pairs);
  },
};

/**
 * By the text in lower case. A value stands for itself too, so that `BERLIN` becomes `Berlin` when that is how examples
 * mark it; the synonym of another counts more (rasa/nlu/extractors/entity_synonyms.py 3.6).
 */
function collectSynonyms({ synonyms, examples }: NluTrainingData): ReadonlyMap<string, string> {
  const collected = new Map<string, string>();
  const add = (text: string, value: string): void => {
    if (text !== value) collected.set(text.toLowerCase(), value);
    if (!collected.has(value.toLowerCase())) collected.set(value.toLowerCase(), value);
  };
  for (const [text, value] of synonyms) add(text, value);
  for (const { text, entities } of examples)
    for (const { start, end, value } of entities) add(text.slice(start, end), value);
  return collected;
}

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
