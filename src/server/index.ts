// The HTTP server: Rasa's API and what tsbot adds, the channels' webhooks, and how other commands find it.
// Start with create-server.ts, then routes/index.ts (the table of all routes).

export { checkBind, isLoopback, type JwtAuth, noAuth, type ServerAuth } from "./auth.ts";
export { createServer, type RunningServer, type ServerOptions } from "./create-server.ts";
export { readServerFile, removeServerFile, type ServerFile, writeServerFile } from "./server-file.ts";
