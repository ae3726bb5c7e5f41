import type { Express, Request, Response } from "express";
import type { Logger } from "../base/index.ts";
import type { Assistant } from "../runtime/index.ts";
import { type Authenticate, authorize } from "./auth.ts";
import { toErrorAnswer } from "./errors.ts";
import { type CheckOrigin, corsHeaders } from "./origin-check.ts";
import { writeReply } from "./reply.ts";
import { readValue } from "./request-body.ts";
import type { Route, RouteRequest } from "./route.ts";

export interface AppOptions {
  readonly assistant: Assistant;
  readonly routes: readonly Route[];
  readonly authenticate: Authenticate;
  readonly check: CheckOrigin;
  readonly cors: readonly string[];
  readonly logger: Logger;
}

/** The HTTP API as an express application: origin check, CORS, then each route with its auth. */
export async function createApp(options: AppOptions): Promise<Express> {
  const { default: express } = await import("express");
  const { routes, check, cors, logger } = options;
  const app = express();
  app.disable("x-powered-by");
  app.disable("etag");
  app.use((request, response, next) => {
    check(request);
    for (const [name, value] of Object.entries(corsHeaders(request.headers.origin, cors)))
      response.setHeader(name, value);
    if (request.method === "OPTIONS") response.status(204).end();
    else next();
  });
  for (const route of routes) app[toVerb(route)](route.path, handler(route, options));
  app.use((request, response) => {
    const known = routes.some(
      (route) => route.method !== request.method && new RegExp(toPattern(route.path)).test(request.path),
    );
    const [status, name] = known ? [405, "Method Not Allowed"] : [404, "Not Found"];
    const title = `⚠️ ${status} — ${name}`;
    const text = known
      ? `Method ${request.method} not allowed for URL ${request.path}`
      : `Requested URL ${request.path} not found`;
    response
      .status(status)
      .type("text/plain")
      .send(`${title}\n${"=".repeat(title.length - 1)}\n${text}\n\n`);
  });
  app.use((error: unknown, _request: Request, response: Response, _next: () => void) => {
    if (response.headersSent) {
      response.destroy();
      return;
    }
    const { status, headers, body } = toErrorAnswer(error, logger);
    response.status(status).set(headers).json(body);
  });
  return app;
}

function toVerb({ method }: Route): "get" | "post" | "put" | "delete" {
  return method.toLowerCase() as "get" | "post" | "put" | "delete";
}

function toPattern(path: string): string {
  return `^${path.replaceAll(/\*\w+/g, ".+").replaceAll(/:\w+/g, "[^/]+")}$`;
}

function handler(route: Route, { assistant, authenticate }: AppOptions) {
  return async (request: Request, response: Response): Promise<void> => {
    const query = new URL(request.originalUrl, "http://localhost").searchParams;
    const { id, ...parameters } = request.params as Record<string, string | string[]>;
    const conversationId = Array.isArray(id) ? id.join("/") : "";
    if (route.access !== "open") {
      const credentials = { queryToken: query.get("token"), authorization: request.headers.authorization };
      authorize(await authenticate(credentials), route.access === "conversation" ? conversationId : null);
    }
    const gone = new AbortController();
    response.on("close", () => gone.abort());
    const input: RouteRequest = {
      assistant,
      conversationId,
      parameters: parameters as Record<string, string>,
      query,
      headers: request.headers as Record<string, string | undefined>,
      body: request.method === "GET" ? undefined : await readValue(request),
      signal: gone.signal,
    };
    await writeReply(response, await route.handle(input));
  };
}
