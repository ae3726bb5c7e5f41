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
export { loadPipeline, trainPipeline } from "./pipeline.ts";
export type { Surroundings } from "./surroundings.ts";
