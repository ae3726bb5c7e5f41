import { isJsonObject, type JsonObject, type JsonValue } from "../../base/index.ts";
import type { IntentPrediction } from "../../conversation/index.ts";
import { type EntityModel, loadEntityModel, trainEntityModel } from "../extractors/entity-model.ts";
import type { Component, ComponentDefinition, ComponentState } from "../registry.ts";
import { applyRanking, type IntentRanker, type LearnedIntents, loadRanker, trainIntents } from "./intents.ts";

const NAME = "DIETClassifier";

/** `DIETClassifier`: intents, and entities that know what the text is taken for. */
export const jointClassifier: ComponentDefinition = {
  async train(input) {
    const { options } = input;
    const intents = options["intent_classification"] === false ? null : await trainIntents(input);
    const entities =
      options["entity_recognition"] === false
        ? null
        : await trainEntityModel(input, NAME, intents === null ? null : unseenIntents(intents));
    return jointComponent(intents?.ranker ?? null, entities, options);
  },
  load(state, options) {
    const parts = splitState(state);
    const intents = parts.intents === null ? null : loadRanker(parts.intents, options);
    const entities = parts.entities === null ? null : loadEntityModel(parts.entities, NAME, options);
    return jointComponent(intents, entities, options);
  },
};

/** What each example was taken for before it was seen: as it will be with a new text, mistakes included. */
function unseenIntents({
  examples,
  unseen,
}: LearnedIntents): (example: number) => readonly IntentPrediction[] {
  const place = new Map(examples.map((example, at) => [example, at]));
  return (example) => unseen[place.get(example) ?? -1] ?? [];
}

function jointComponent(
  intents: IntentRanker | null,
  entities: EntityModel | null,
  options: JsonObject,
): Component {
  return {
    state: joinState(intents?.state ?? null, entities?.state ?? null),
    async process(message) {
      const ranking = intents === null ? [] : await intents.rank(message);
      if (options["intent_classification"] !== false) applyRanking(message, ranking, options);
      if (entities === null) return;
      message.entities = [...message.entities, ...entities.extract(message, ranking)];
    },
  };
}

function joinState(intents: ComponentState | null, entities: ComponentState | null): ComponentState {
  const arrays: Record<string, ComponentState["arrays"][string]> = {};
  for (const [name, array] of Object.entries(intents?.arrays ?? {})) arrays[`intents-${name}`] = array;
  for (const [name, array] of Object.entries(entities?.arrays ?? {})) arrays[`entities-${name}`] = array;
  return { json: { intents: intents?.json ?? null, entities: entities?.json ?? null }, arrays };
}

function splitState({ json, arrays }: ComponentState): {
  intents: ComponentState | null;
  entities: ComponentState | null;
} {
  const part = (name: string): ComponentState | null => {
    const own: JsonValue = isJsonObject(json) ? (json[name] ?? null) : null;
    if (own === null) return null;
    const named = Object.entries(arrays).filter(([key]) => key.startsWith(`${name}-`));
    return {
      json: own,
      arrays: Object.fromEntries(named.map(([key, array]) => [key.slice(name.length + 1), array])),
    };
  };
  return { intents: part("intents"), entities: part("entities") };
}
