// Understanding: components by Rasa's names, trained and run as a pipeline.
// Imports base, ml, regex and conversation. Start with pipeline.ts, then components.ts.

export type {
  AnnotatedEntity,
  ComponentConfiguration,
  ModelFiles,
  NluTrainingData,
  PipelineConfiguration,
  TrainedPipeline,
  TrainingContext,
  TrainingExample,
} from "./component.ts";
export { componentNames } from "./components.ts";
export {
  type CustomComponent,
  type CustomComponentDefinition,
  type CustomContext,
  type CustomState,
  type CustomTrainingInput,
  defineComponent,
} from "./custom/define-component.ts";
export { type CustomComponents, loadComponents } from "./custom/load-components.ts";
export {
  createDenseSource,
  createFeatureSource,
  type FeatureSource,
  toSparseVector,
} from "./features.ts";
export type { Message, Token } from "./message.ts";
export { loadPipeline, trainPipeline, type WithCustomComponents } from "./pipeline.ts";
export { fileOptions } from "./project-file.ts";
export type { Surroundings } from "./surroundings.ts";
