import type { JsonObject } from "../../base/index.ts";
import type { IntentPrediction } from "../../conversation/index.ts";
import { type EntityModel, loadEntityModel, trainEntityModel } from "../extractors/entity-model.ts";
import { buildGazetteer, type Gazetteer, loadGazetteer } from "../extractors/gazetteer.ts";
import { spannedExamples } from "../extractors/spans.ts";
import { type Component, type ComponentDefinition, emptyState } from "../registry.ts";
import { joinStates, partOf } from "../state-parts.ts";
import { applyRanking, type IntentRanker, type LearnedIntents, loadRanker, trainIntents } from "./intents.ts";

const EXTRACTOR = "DIETClassifier";

/** `DIETClassifier`: intents, and entities that know what the text is taken for. */
export const jointClassifier: ComponentDefinition = {
  async train(input) {
    const { options } = input;
    const examples = spannedExamples(input);
    const gazetteer = buildGazetteer(input.data.lookups, examples, input.tokenize);
    const learned =
      options["intent_classification"] === false ? null : await trainIntents(input, examples, gazetteer);
    const intents = learned === null ? null : unseenIntents(learned);
    const entities =
      options["entity_recognition"] === false
        ? null
        : await trainEntityModel(input, { extractor: EXTRACTOR, examples, gazetteer, intents });
    return jointComponent({ intents: learned?.ranker ?? null, entities, gazetteer, options });
  },
  load(state, options) {
    const stored = { intents: partOf(state, "intents"), entities: partOf(state, "entities") };
    return jointComponent({
      intents: stored.intents === null ? null : loadRanker(stored.intents, options),
      entities:
        stored.entities === null ? null : loadEntityModel(stored.entities, { extractor: EXTRACTOR, options }),
      gazetteer: loadGazetteer(partOf(state, "gazetteer") ?? emptyState),
      options,
    });
  },
};

/** What each example was taken for before it was seen: as it will be with a new text, mistakes included. */
function unseenIntents({
  examples,
  unseen,
}: LearnedIntents): (example: number) => readonly IntentPrediction[] {
  const place = new Map(examples.map((example, at) => [example, at]));
  return (example) => unseen(place.get(example) ?? -1);
}

interface Parts {
  readonly intents: IntentRanker | null;
  readonly entities: EntityModel | null;
  readonly gazetteer: Gazetteer;
  readonly options: JsonObject;
}

function jointComponent({ intents, entities, gazetteer, options }: Parts): Component {
  return {
    state: joinStates({
      intents: intents?.state ?? null,
      entities: entities?.state ?? null,
      gazetteer: { json: null, arrays: gazetteer.arrays },
    }),
    async process(message) {
      const marks = gazetteer.marks(message.tokens);
      const ranking = intents === null ? [] : await intents.rank(message, marks);
      if (options["intent_classification"] !== false) applyRanking(message, ranking, options);
      if (entities === null) return;
      message.entities = [...message.entities, ...entities.extract(message, marks, ranking)];
    },
  };
}
