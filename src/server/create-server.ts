import { createServer as createHttpServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type Clock, type Logger, TsbotError } from "../base/index.ts";
import type { Assistant } from "../runtime/index.ts";
import { createApiGate } from "./api-gate.ts";
import { type AppOptions, createApp } from "./app.ts";
import { createAuthenticator, type ServerAuth } from "./auth.ts";
import { checkBind } from "./bind.ts";
import { createCloser } from "./closer.ts";
import { createHotPath } from "./hot-path.ts";
import { createLiveSockets, type LiveSockets } from "./live-sockets.ts";
import type { ModelService } from "./model-service.ts";
import { createOpenRequests } from "./open-requests.ts";
import { createOriginGuard, type OriginGuard } from "./origins.ts";
import { writeReply } from "./reply.ts";
import { DEFAULT_BODY_LIMIT } from "./request-body.ts";
import { allRoutes } from "./routes/index.ts";
import { sendError } from "./send-error.ts";
import { createStreamLimit } from "./stream-limit.ts";

export interface ServerOptions {
  readonly assistant: Assistant;
  readonly models: ModelService;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly auth: ServerAuth;
  /** Origins of web pages that may call, or `*`; none by default. */
  readonly cors: readonly string[];
  /** Allows an address that others can reach without any auth. */
  readonly insecure: boolean;
  /** Opens the whole HTTP API to everybody `auth` lets in; otherwise, without auth, to this project's own commands alone. */
  readonly api: boolean;
  readonly clock: Clock;
  readonly logger: Logger;
  /** A request that has not arrived whole by then is dropped, in milliseconds; half a minute by default, 0 for never. */
  readonly requestTimeout?: number;
  /** Bytes of a request's body, default one megabyte. */
  readonly bodyLimit?: number;
}

/** A server that listens. */
export interface RunningServer {
  /** Where it is reached from this machine, without a slash at the end. */
  readonly url: string;
  /** What this project's own commands call the API with; null where `auth` says it. */
  readonly localToken: string | null;
  /** Takes no new requests, ends streams, lets the others finish: after ten seconds only those with a running turn. */
  close(): Promise<void>;
}

const MOST_CONNECTIONS = 10_000;
const MOST_STREAMS = 1_000;
const REQUEST_TIMEOUT = 30_000;
/** Longer than balancers keep theirs (usually a minute), so that they never write into a closing connection. */
const KEEP_ALIVE_TIMEOUT = 65_000;

/**
 * Serves an assistant over HTTP. Throws `server/open-bind`, `server/port-in-use`, `server/cannot-listen` and the
 * mistakes of `auth` and `cors` before anything listens.
 */
export async function createServer(options: ServerOptions): Promise<RunningServer> {
  checkBind(options);
  const { assistant, models, clock, logger } = options;
  const { bodyLimit = DEFAULT_BODY_LIMIT, requestTimeout = REQUEST_TIMEOUT } = options;
  const requests = createOpenRequests();
  const gate = createApiGate(options);
  const app: AppOptions = {
    assistant,
    models,
    clock,
    logger,
    bodyLimit,
    requests,
    routes: allRoutes,
    gate,
    authenticate: await createAuthenticator(options.auth, clock),
    streams: createStreamLimit(MOST_STREAMS),
  };
  const guard = createOriginGuard(options);
  const sockets = createLiveSockets(assistant, clock);
  const server = createHttpServer(
    { ...arrivalLimits(requestTimeout), keepAliveTimeout: KEEP_ALIVE_TIMEOUT },
    createListener(app, guard, sockets),
  );
  sockets.listenOn(server, guard);
  server.maxConnections = MOST_CONNECTIONS;
  const close = createCloser(server, {
    clock,
    endStreams() {
      requests.endStreams();
      sockets.end();
    },
    drain: () => assistant.drain(),
  });
  await listen(server, options);
  return { url: toUrl(options.host, server), localToken: gate.localToken, close };
}

/** Node's options for how long a request may take to arrive, in milliseconds; 0 is for ever. */
export function arrivalLimits(requestTimeout: number) {
  return {
    requestTimeout,
    // Node would cut off after a minute those whose headers take longer, whatever the whole request may take.
    headersTimeout: requestTimeout,
    // Node looks no more often than this.
    connectionsCheckingInterval: Math.min(REQUEST_TIMEOUT, requestTimeout || REQUEST_TIMEOUT),
  } as const;
}

/** Every request passes the guard; the few hot ones are answered at once, the others by express. */
function createListener(app: AppOptions, guard: OriginGuard, sockets: LiveSockets): RequestListener {
  const hotPath = createHotPath(app);
  // Loaded by the first request that needs it: the server is ready sooner.
  let express: Promise<RequestListener> | null = null;
  const answer: RequestListener = async (request, response) => {
    try {
      const { headers, method = "" } = request;
      guard.check(headers);
      for (const [name, value] of Object.entries(guard.headersFor(headers))) response.setHeader(name, value);
      const preflight = guard.preflight(method, headers);
      if (preflight === null && sockets.answer(request, response)) return;
      const answering = preflight === null ? hotPath(request, response) : writeReply(response, preflight);
      if (answering !== null) await answering;
      else {
        express ??= createApp(app);
        (await express)(request, response);
      }
    } catch (error) {
      await sendError({ response, route: null }, error, app.logger);
    }
  };
  return answer;
}

function listen(server: Server, { host, port }: ServerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(cannotListen(error, host, port)));
    server.listen({ host, port, backlog: 1024 }, () => {
      server.removeAllListeners("error");
      resolve();
    });
  });
}

function cannotListen(error: NodeJS.ErrnoException, host: string, port: number): TsbotError {
  if (error.code === "EADDRINUSE") {
    return new TsbotError("server/port-in-use", `Port ${port} of '${host}' is in use by another program.`, {
      hint: "Stop that one, or take another with --port (0 takes a free one).",
      cause: error,
    });
  }
  return new TsbotError("server/cannot-listen", `The server cannot listen on '${host}' port ${port}.`, {
    hint: `${error.message}. Choose another --interface or --port.`,
    cause: error,
  });
}

function toUrl(host: string, server: Server): string {
  const { port } = server.address() as AddressInfo;
  const reachable = host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "::1" : host;
  return `http://${reachable.includes(":") ? `[${reachable}]` : reachable}:${port}`;
}
