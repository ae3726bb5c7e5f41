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
import type { Message } from "../message.ts";
import type { Component, ComponentDefinition, ComponentInput } from "../registry.ts";

const RANKING_LENGTH = 10;

/** `ResponseSelector`: which answer of a retrieval intent (`faq/opening`) a message asks for. */
export const responseSelector: ComponentDefinition = {
  train: (input) => selectorComponent(trainSelector(input), retrievalIntents(input), input.options),
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

function trainSelector({ data, tokens, tokenize, seed, options }: ComponentInput): IntentModel | null {
  const only = options["retrieval_intent"];
  const texts = data.examples.flatMap(({ intent }, index) => {
    if (intent === undefined || !intent.includes("/")) return [];
    if (typeof only === "string" && intent.split("/", 1)[0] !== only) return [];
    return [{ tokens: tokens[index] ?? [], label: intent }];
  });
  return texts.length === 0 ? null : trainIntentModel(texts, { seed, tokenize });
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
    process(message: Message) {
      const ranking = model === null ? [] : model.rank(message.tokens).slice(0, RANKING_LENGTH);
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
