import type { Model } from "../model/index.ts";
import type { RuntimeModel } from "../runtime/index.ts";

/** A loaded archive as the running assistant takes it. */
export function toRuntimeModel(model: Model): RuntimeModel {
  return {
    file: model.file,
    modelId: model.metadata.model_id,
    assistantId: model.metadata.assistant_id,
    domain: model.domain,
    interpreter: model.pipeline,
    predictor: model.policies,
  };
}
