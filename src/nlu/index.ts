// Understanding: components by Rasa's names, trained and run as a pipeline.
// Imports base, ml and conversation. Start with component.ts.

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
