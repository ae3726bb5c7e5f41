// The model archive: a .tar.gz of data, hashed, size-limited, read without executing anything.
// Imports base, domain, conversation, nlu and policies. Start with model.ts.

export { findModel } from "./find.ts";
export { MODEL_FORMAT, type ModelMetadata } from "./metadata.ts";
export { loadModel, type Model, type ModelParts, readModel, writeModel } from "./model.ts";
