import type { JsonObject } from "../../base/index.ts";
import type { IntentPrediction } from "../../conversation/index.ts";
import { buildGazetteer, type Gazetteer, loadGazetteer } from "../extractors/gazetteer.ts";
import { type SpannedExample, spannedExamples } from "../extractors/spans.ts";
import type { Marks } from "../extractors/token-features.ts";
import { classifierFeatures } from "../featurizers/classifier-features.ts";
import { joinFeatures, type KeyedFeatures } from "../featurizers/keyed-features.ts";
import type { Message } from "../message.ts";
import {
  type Component,
  type ComponentDefinition,
  type ComponentInput,
  type ComponentState,
  emptyState,
} from "../registry.ts";
import { joinStates, partOf } from "../state-parts.ts";
import {
  type IntentModel,
  type LabelledTexts,
  loadIntentModel,
  type TrainedIntents,
  trainIntentModel,
} from "./intent-model.ts";

/** Rasa's `ranking_length`. */
const RANKING_LENGTH = 10;

/** Base name of an intent: `faq/opening` is trained as `faq`, the response selector tells its answers apart. */
function baseIntent(intent: string): string {
  return intent.split("/", 1)[0] ?? intent;
}

/** Ranks the intents of messages. */
export interface IntentRanker {
  readonly state: ComponentState;
  /**
   * What a text is most probably about, the best first.
   *
   * @param marks what its tokens are known as by the project.
   */
  rank(message: Message, marks: Marks): Promise<readonly IntentPrediction[]>;
}

/** The intents of a pipeline's examples, learned; `examples` are the places of those that have one. */
export interface LearnedIntents extends Omit<TrainedIntents, "model"> {
  readonly ranker: IntentRanker;
  readonly examples: readonly number[];
}

/** How much what words are known as counts beside the words themselves. */
const WEIGHT_OF_MARKS = 0.5;

/** Learns the intents of a pipeline's examples; null when none has any. */
export async function trainIntents(
  { data, messages, options, seed, tokenize, tasks }: ComponentInput,
  spanned: readonly SpannedExample[],
  gazetteer: Gazetteer,
): Promise<LearnedIntents | null> {
  const examples = [...data.examples.keys()].filter((index) => data.examples[index]?.intent !== undefined);
  if (examples.length === 0) return null;
  const texts: LabelledTexts = {
    labels: examples.map((index) => baseIntent(data.examples[index]?.intent ?? "")),
    async featuresOf(text) {
      const index = examples[text] as number;
      const { tokens, spans } = spanned[index] as SpannedExample;
      const marks = gazetteer.marks(tokens, spans);
      const message: Message = { ...(messages[index] as Message), tokens };
      return withMarks(await classifierFeatures(message, options), marks);
    },
  };
  const { model, ...learned } = await trainIntentModel(texts, { seed, tokenize, tasks, learnsNames: true });
  return { ...learned, examples, ranker: createRanker(model, options) };
}

/** Adds what the words are known as, together of one length. */
function withMarks(features: KeyedFeatures, marks: Marks): KeyedFeatures {
  const distinct = Uint32Array.from(new Set(marks.flat()));
  if (distinct.length === 0) return features;
  const values = new Float64Array(distinct.length).fill(WEIGHT_OF_MARKS / Math.sqrt(distinct.length));
  return joinFeatures(features, { keys: distinct, values });
}

function createRanker(model: IntentModel, options: JsonObject): IntentRanker {
  return {
    state: model.state,
    async rank(message, marks) {
      if (message.text.trim() === "") return [];
      const features = await classifierFeatures(message, options);
      return model.rank(withMarks(features, marks));
    },
  };
}

/** Rebuilds a stored one. */
export function loadRanker(state: ComponentState, options: JsonObject): IntentRanker {
  return createRanker(loadIntentModel(state), options);
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
  async train(input) {
    const examples = spannedExamples(input);
    const gazetteer = buildGazetteer(input.data.lookups, examples, input.tokenize);
    const learned = await trainIntents(input, examples, gazetteer);
    return intentComponent(learned?.ranker ?? null, gazetteer, input.options);
  },
  load(state, options) {
    const intents = partOf(state, "intents");
    const gazetteer = loadGazetteer(partOf(state, "gazetteer") ?? emptyState);
    return intentComponent(intents === null ? null : loadRanker(intents, options), gazetteer, options);
  },
};

function intentComponent(ranker: IntentRanker | null, gazetteer: Gazetteer, options: JsonObject): Component {
  return {
    async process(message) {
      const ranking = ranker === null ? [] : await ranker.rank(message, gazetteer.marks(message.tokens));
      applyRanking(message, ranking, options);
    },
    state: joinStates({
      intents: ranker?.state ?? null,
      gazetteer: { json: null, arrays: gazetteer.arrays },
    }),
  };
}
