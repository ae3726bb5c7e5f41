// The HTTP server: Rasa's API, the channels' webhooks, and how commands find a running server.
// Imports base, domain, conversation, storage, channels, outreach and runtime.
// Start with create-server.ts (the way of a request), then routes/index.ts (the table) and error-table.ts.

export type { ServerAuth } from "./auth.ts";
export { isLoopback } from "./bind.ts";
export { createServer, type RunningServer, type ServerOptions } from "./create-server.ts";
export type { ModelService, TrainedArchive, TrainRequest } from "./model-service.ts";
export { readServerFile, removeServerFile, type ServerFile, writeServerFile } from "./server-file.ts";
