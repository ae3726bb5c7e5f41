// Loading, training and testing models while a server runs: the API's port for models, and the thread tasks run in.
// Start with model-service.ts, then worker.ts.

export { createModelService } from "./model-service.ts";
