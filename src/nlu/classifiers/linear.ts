import { isJsonObject, type JsonObject, type JsonValue } from "../../base/index.ts";
import { type EntityModel, loadEntityModel, trainEntityModel } from "../extractors/entity-model.ts";
import type { Message } from "../message.ts";
import type { Component, ComponentDefinition, ComponentInput, ComponentState } from "../registry.ts";
import { type IntentModel, loadIntentModel, trainIntentModel } from "./intent-model.ts";

/** Rasa's `ranking_length`. */
const RANKING_LENGTH = 10;

/** Base name of an intent: `faq/opening` is trained as `faq`, the response selector tells its answers apart. */
function baseIntent(intent: string): string {
  return intent.split("/", 1)[0] ?? intent;
}

/** The intent model of a pipeline's examples, or null when there are fewer than two intents. */
function trainIntents({ data, tokens, tokenize, seed }: ComponentInput): IntentModel | null {
  const texts = data.examples.flatMap(({ intent }, index) =>
    intent === undefined ? [] : [{ tokens: tokens[index] ?? [], label: baseIntent(intent) }],
  );
  return texts.length === 0 ? null : trainIntentModel(texts, { seed, tokenize });
}

function applyIntents(model: IntentModel | null, message: Message, rankingLength: number): void {
  const ranking = model === null || message.text.trim() === "" ? [] : model.rank(message.tokens);
  message.ranking = ranking.slice(0, rankingLength);
  message.intent = ranking[0] ?? { name: null, confidence: 0 };
}

function rankingLength(options: JsonObject): number {
  const length = options["ranking_length"];
  return typeof length === "number" && length > 0 ? length : RANKING_LENGTH;
}

/** `LogisticRegressionClassifier`, `SklearnIntentClassifier`: intents alone. */
export const intentClassifier: ComponentDefinition = {
  train: (input) => intentComponent(trainIntents(input), input.options),
  load: (state, options) => intentComponent(state.json === null ? null : loadIntentModel(state), options),
};

function intentComponent(model: IntentModel | null, options: JsonObject): Component {
  return {
    process: (message) => applyIntents(model, message, rankingLength(options)),
    state: model?.state ?? { json: null, arrays: {} },
  };
}

/** `DIETClassifier`: intents and entities, each by the model that measured best. */
export const jointClassifier: ComponentDefinition = {
  train(input) {
    const { options } = input;
    const intents = options["intent_classification"] === false ? null : trainIntents(input);
    const entities =
      options["entity_recognition"] === false ? null : trainEntityModel(input, "DIETClassifier");
    return jointComponent(intents, entities, options);
  },
  load(state, options) {
    const parts = splitState(state);
    const intents = parts.intents === null ? null : loadIntentModel(parts.intents);
    const entities = parts.entities === null ? null : loadEntityModel(parts.entities, "DIETClassifier");
    return jointComponent(intents, entities, options);
  },
};

function jointComponent(
  intents: IntentModel | null,
  entities: EntityModel | null,
  options: JsonObject,
): Component {
  return {
    state: joinState(intents?.state ?? null, entities?.state ?? null),
    process(message) {
      if (options["intent_classification"] !== false) applyIntents(intents, message, rankingLength(options));
      if (entities !== null)
        message.entities = [...message.entities, ...entities.extract(message.text, message.tokens)];
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
