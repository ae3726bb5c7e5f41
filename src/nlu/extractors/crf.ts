import type { Component, ComponentDefinition } from "../registry.ts";
import { type EntityModel, loadEntityModel, trainEntityModel } from "./entity-model.ts";

const NAME = "CRFEntityExtractor";

/** `CRFEntityExtractor`: entities alone, by a conditional random field. */
export const crfEntityExtractor: ComponentDefinition = {
  train: async (input) => crfComponent(await trainEntityModel(input, NAME, null)),
  load: (state, options) => crfComponent(state.json === null ? null : loadEntityModel(state, NAME, options)),
};

function crfComponent(model: EntityModel | null): Component {
  return {
    state: model?.state ?? { json: null, arrays: {} },
    process(message) {
      if (model === null) return;
      message.entities = [...message.entities, ...model.extract(message, [])];
    },
  };
}
