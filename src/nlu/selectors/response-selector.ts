import {
  aListOf,
  anObject,
  assertShape,
  aText,
  type JsonObject,
  type JsonValue,
  orNull,
} from "../../base/index.ts";
import { type IntentModel, loadIntentModel, trainIntentModel } from "../classifiers/intent-model.ts";
import { classifierFeatures } from "../featurizers/classifier-features.ts";
import type { Message } from "../message.ts";
import type { Component, ComponentDefinition, ComponentInput } from "../registry.ts";

const RANKING_LENGTH = 10;

/** `ResponseSelector`: which answer of a retrieval intent (`faq/opening`) a message asks for. */
export const responseSelector: ComponentDefinition = {
  train: async (input) =>
    selectorComponent(await trainSelector(input), retrievalIntents(input), input.options),
  load({ json, arrays }, options) {
    assertShape(json, anObject({ model: orNull(anObject({})), intents: aListOf(aText) }));
    const { model, intents } = json as JsonObject & { readonly intents: readonly string[] };
    const loaded = model === null || model === undefined ? null : loadIntentModel({ json: model, arrays });
    return selectorComponent(loaded, intents, options);
  },
};

function retrievalIntents({ data }: ComponentInput): readonly string[] {
  const names = data.examples.flatMap(({ intent }) =>
    intent?.includes("/") ? [intent.split("/", 1)[0] ?? ""] : [],
  );
  return [...new Set(names)].sort();
}

async function trainSelector(input: ComponentInput): Promise<IntentModel | null> {
  const { data, messages, tokens, tokenize, seed, tasks, options } = input;
  const only = options["retrieval_intent"];
  const texts = data.examples.flatMap(({ intent }, index) => {
    if (intent === undefined || !intent.includes("/")) return [];
    if (typeof only === "string" && intent.split("/", 1)[0] !== only) return [];
    const message: Message = { ...(messages[index] as Message), tokens: tokens[index] ?? [] };
    return [{ message, label: intent }];
  });
  if (texts.length === 0) return null;
  const labelled = {
    labels: texts.map(({ label }) => label),
    featuresOf: (text: number) => classifierFeatures(texts[text]?.message as Message, options),
  };
  return (await trainIntentModel(labelled, { seed, tokenize, tasks, learnsNames: true })).model;
}

function selectorComponent(
  model: IntentModel | null,
  intents: readonly string[],
  options: JsonObject,
): Component {
  const only = options["retrieval_intent"];
  const name = typeof only === "string" ? only : "default";
  return {
    state: {
      json: { model: model?.state.json ?? null, intents } as unknown as JsonValue,
      arrays: model?.state.arrays ?? {},
    },
    async process(message: Message) {
      const features = model === null ? null : await classifierFeatures(message, options);
      const ranking = features === null ? [] : (model?.rank(features) ?? []).slice(0, RANKING_LENGTH);
      const best = ranking[0];
      message.responseSelector = {
        ...message.responseSelector,
        all_retrieval_intents: intents,
        [name]: {
          response: {
            responses: null,
            confidence: best?.confidence ?? 0,
            intent_response_key: best?.name ?? null,
            utter_action: `utter_${best?.name ?? "None"}`,
          },
          ranking: ranking.map(({ name: key, confidence }) => ({
            confidence: confidence ?? 0,
            intent_response_key: key,
          })),
        },
      };
    },
  };
}
