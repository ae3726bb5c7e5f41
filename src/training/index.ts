// Training: from a validated project to a model archive, training only what changed.
// Imports project, nlu, policies and model. Start with train.ts.

export {
  type PartOutcome,
  type TrainingOptions,
  type TrainingOutcome,
  trainInMemory,
  trainProject,
} from "./train.ts";
