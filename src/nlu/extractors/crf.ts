import { type Component, type ComponentDefinition, emptyState } from "../registry.ts";
import { joinStates, partOf } from "../state-parts.ts";
import { type EntityModel, loadEntityModel, trainEntityModel } from "./entity-model.ts";
import { buildGazetteer, type Gazetteer, loadGazetteer } from "./gazetteer.ts";
import { spannedExamples } from "./spans.ts";

const EXTRACTOR = "CRFEntityExtractor";

/** `CRFEntityExtractor`: entities alone, by a conditional random field. */
export const crfEntityExtractor: ComponentDefinition = {
  async train(input) {
    const examples = spannedExamples(input);
    const gazetteer = buildGazetteer(input.data.lookups, examples, input.tokenize);
    const training = { extractor: EXTRACTOR, examples, gazetteer, intents: null };
    const model = await trainEntityModel(input, training);
    return model === null ? NOTHING : crfComponent(model, gazetteer);
  },
  load(state, options) {
    if (state.json === null) return NOTHING;
    const entities = partOf(state, "entities") ?? emptyState;
    const gazetteer = loadGazetteer(partOf(state, "gazetteer") ?? emptyState);
    return crfComponent(loadEntityModel(entities, { extractor: EXTRACTOR, options }), gazetteer);
  },
};

/** Where no example marks an entity. */
const NOTHING: Component = { state: emptyState, process() {} };

function crfComponent(model: EntityModel, gazetteer: Gazetteer): Component {
  return {
    state: joinStates({ entities: model.state, gazetteer: { json: null, arrays: gazetteer.arrays } }),
    process(message) {
      const found = model.extract(message, gazetteer.marks(message.tokens), []);
      message.entities = [...message.entities, ...found];
    },
  };
}
