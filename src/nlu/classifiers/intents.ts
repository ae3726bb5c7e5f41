import type { JsonObject } from "../../base/index.ts";
import type { IntentPrediction } from "../../conversation/index.ts";
import { buildGazetteer, type Gazetteer, loadGazetteer } from "../extractors/gazetteer.ts";
import { toSpans } from "../extractors/spans.ts";
import { classifierFeatures } from "../featurizers/classifier-features.ts";
import { joinFeatures, type KeyedFeatures } from "../featurizers/keyed-features.ts";
import type { Message } from "../message.ts";
import type { Component, ComponentDefinition, ComponentInput, ComponentState } from "../registry.ts";
import { type IntentModel, loadIntentModel, type TrainedIntents, trainIntentModel } from "./intent-model.ts";

/** Rasa's `ranking_length`. */
const RANKING_LENGTH = 10;

/** Base name of an intent: `faq/opening` is trained as `faq`, the response selector tells its answers apart. */
function baseIntent(intent: string): string {
  return intent.split("/", 1)[0] ?? intent;
}

/** Ranks the intents of messages. */
export interface IntentRanker {
  readonly state: ComponentState;
  /** What a text is most probably about, the best first. */
  rank(message: Message): Promise<readonly IntentPrediction[]>;
}

/** The intents of a pipeline's examples, learned; `examples` are the places of those that have one. */
export interface LearnedIntents extends Omit<TrainedIntents, "model"> {
  readonly ranker: IntentRanker;
  readonly examples: readonly number[];
}

/** How much what words are known as counts beside the words themselves. */
const WEIGHT_OF_MARKS = 0.5;

/** Learns the intents of a pipeline's examples; null when none has any. */
export async function trainIntents(input: ComponentInput): Promise<LearnedIntents | null> {
  const { data, messages, tokens, options, seed, tokenize, tasks } = input;
  const examples = [...data.examples.keys()].filter((index) => data.examples[index]?.intent !== undefined);
  if (examples.length === 0) return null;
  const marked = data.examples.map(({ entities }, index) => {
    const own = tokens[index] ?? [];
    return { tokens: own, spans: toSpans(entities, own) };
  });
  const gazetteer = buildGazetteer(data.lookups, marked, tokenize);
  const texts = await Promise.all(
    examples.map(async (index) => {
      const own = tokens[index] ?? [];
      const marks = gazetteer.marks(own, marked[index]?.spans);
      const message: Message = { ...(messages[index] as Message), tokens: own };
      const features = await classifierFeatures(message, options);
      return { label: baseIntent(data.examples[index]?.intent ?? ""), features: withMarks(features, marks) };
    }),
  );
  const { model, ...learned } = await trainIntentModel(texts, { seed, tokenize, tasks, learnsNames: true });
  return { ...learned, examples, ranker: createRanker(model, gazetteer, options) };
}

/** Adds what the words are known as, together of one length. */
function withMarks(features: KeyedFeatures, marks: readonly (readonly number[])[]): KeyedFeatures {
  const distinct = Uint32Array.from(new Set(marks.flat()));
  if (distinct.length === 0) return features;
  const values = new Float64Array(distinct.length).fill(WEIGHT_OF_MARKS / Math.sqrt(distinct.length));
  return joinFeatures(features, { keys: distinct, values });
}

function createRanker(model: IntentModel, gazetteer: Gazetteer, options: JsonObject): IntentRanker {
  return {
    state: { json: model.state.json, arrays: { ...model.state.arrays, ...gazetteer.arrays } },
    async rank(message) {
      if (message.text.trim() === "") return [];
      const features = await classifierFeatures(message, options);
      return model.rank(withMarks(features, gazetteer.marks(message.tokens)));
    },
  };
}

/** Rebuilds a stored one. */
export function loadRanker(state: ComponentState, options: JsonObject): IntentRanker {
  return createRanker(loadIntentModel(state), loadGazetteer(state), options);
}

/** Writes a ranking into a message. */
export function applyRanking(
  message: Message,
  ranking: readonly IntentPrediction[],
  options: JsonObject,
): void {
  const length = options["ranking_length"];
  message.ranking = ranking.slice(0, typeof length === "number" && length > 0 ? length : RANKING_LENGTH);
  message.intent = ranking[0] ?? { name: null, confidence: 0 };
}

/** `LogisticRegressionClassifier`, `SklearnIntentClassifier`: intents alone. */
export const intentClassifier: ComponentDefinition = {
  train: async (input) => intentComponent((await trainIntents(input))?.ranker ?? null, input.options),
  load: (state, options) => intentComponent(state.json === null ? null : loadRanker(state, options), options),
};

function intentComponent(ranker: IntentRanker | null, options: JsonObject): Component {
  return {
    async process(message) {
      applyRanking(message, ranker === null ? [] : await ranker.rank(message), options);
    },
    state: ranker?.state ?? { json: null, arrays: {} },
  };
}
