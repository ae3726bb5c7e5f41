import { createServer as createHttpServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type Clock, type Logger, TsbotError } from "../base/index.ts";
import type { Assistant } from "../runtime/index.ts";
import { createApp } from "./app.ts";
import { checkBind, createAuthenticator, type ServerAuth } from "./auth.ts";
import { createOriginCheck } from "./origin-check.ts";
import { routes } from "./routes/index.ts";
import { createWebhooks } from "./webhooks.ts";

export interface ServerOptions {
  readonly assistant: Assistant;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly auth: ServerAuth;
  readonly cors: readonly string[];
  /** Serve other machines without auth. */
  readonly insecure: boolean;
  /** Mounts the API; without it only `/` and the webhooks. */
  readonly api: boolean;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface RunningServer {
  /** With the port it really has. */
  readonly url: string;
  /** Takes no new connections, lets running requests finish (a few seconds at most). */
  close(): Promise<void>;
}

/** How long requests may run on when the server closes, in milliseconds. */
const CLOSE_GRACE = 5_000;

/** Starts listening. Throws `server/open-bind`, `server/port-in-use`, `server/weak-secret`, `server/cannot-listen`. */
export async function createServer(options: ServerOptions): Promise<RunningServer> {
  const { assistant, host, auth, logger, cors } = options;
  checkBind(host, auth, options.insecure);
  const check = createOriginCheck({ host, cors });
  const webhooks = createWebhooks(assistant, { logger, check });
  const app = await createApp({
    assistant,
    routes: options.api ? routes : routes.filter(({ path }) => path === "/"),
    authenticate: createAuthenticator(auth),
    check,
    cors,
    logger,
  });
  const server = createHttpServer(
    { maxHeaderSize: 16 * 1024, requestTimeout: 120_000 },
    (request, response) => {
      if (!webhooks(request, response)) app(request, response);
    },
  );
  await listen(server, options);
  const { port } = server.address() as AddressInfo;
  const name = host.includes(":") ? `[${host}]` : host;
  return { url: `http://${name}:${port}`, close: () => close(server, options.clock) };
}

function listen(server: Server, { host, port }: ServerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(listenError(error, host, port)));
    server.listen(port, host, resolve);
  });
}

function listenError(error: NodeJS.ErrnoException, host: string, port: number): TsbotError {
  if (error.code === "EADDRINUSE") {
    return new TsbotError("server/port-in-use", `The port ${port} is in use.`, {
      hint: "Stop what uses it, or take another with --port (0 takes a free one).",
      cause: error,
    });
  }
  return new TsbotError("server/cannot-listen", `Cannot listen on ${host}:${port}: ${error.message}.`, {
    hint: "Check --interface and --port.",
    cause: error,
  });
}

function close(server: Server, clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    const limit = clock.schedule(clock.now() + CLOSE_GRACE, () => server.closeAllConnections());
    server.close(() => {
      limit.cancel();
      resolve();
    });
    server.closeIdleConnections();
  });
}
