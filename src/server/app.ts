import type { RequestListener } from "node:http";
import type { NextFunction, Request, RequestHandler, Response } from "express";
import { TsbotError } from "../base/index.ts";
import { methodNotAllowedReply, notFoundReply, type Unrouted } from "./not-found.ts";
import { writeReply } from "./reply.ts";
import { answerRoute, type RouteContext } from "./route-call.ts";
import type { Route } from "./routes/index.ts";
import { sendError } from "./send-error.ts";

export type AppOptions = RouteContext;

/** The routes as an express app: authentication, body, handler, and one place for errors. */
export async function createApp(options: AppOptions): Promise<RequestListener> {
  const { default: express } = await import("express");
  const app = express();
  app.disable("x-powered-by");
  app.set("etag", false);
  app.set("query parser", false);
  app.set("case sensitive routing", true);
  for (const [path, routes] of groupByPath(options.routes)) {
    const mounted = app.route(path);
    for (const route of routes) mounted[toVerb(route)](toHandler(route, options));
    const allowed = routes.map(({ method }) => method);
    mounted.all((request, response) =>
      writeReply(response, methodNotAllowedReply(toUnrouted(request), allowed)),
    );
  }
  app.use((request, response) => writeReply(response, notFoundReply(toUnrouted(request))));
  app.use((error: unknown, _request: Request, response: Response, _next: NextFunction) =>
    sendError({ response, route: null }, toTsbotError(error), options.logger),
  );
  return app;
}

function groupByPath(routes: readonly Route[]): ReadonlyMap<string, readonly Route[]> {
  const groups = new Map<string, Route[]>();
  for (const route of routes) {
    const group = groups.get(route.path);
    if (group === undefined) groups.set(route.path, [route]);
    else group.push(route);
  }
  return groups;
}

function toVerb({ method }: Route): "get" | "post" | "put" | "delete" | "all" {
  return method.toLowerCase() as Lowercase<Route["method"]>;
}

function toHandler(route: Route, options: AppOptions): RequestHandler {
  return (request, response) =>
    answerRoute(
      route,
      {
        request,
        response,
        path: request.path,
        params: toParams(request.params),
        query: queryOf(request.url),
      },
      options,
    );
}

function toParams(params: Readonly<Record<string, string | string[]>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, Array.isArray(value) ? value.join("/") : value]),
  );
}

function queryOf(url: string): string {
  const start = url.indexOf("?");
  return start === -1 ? "" : url.slice(start + 1);
}

function toUnrouted({ method, path, headers }: Request): Unrouted {
  return { method, path, contentType: headers["content-type"], accept: headers.accept };
}

/** Express's own complaint about percent escapes. */
function toTsbotError(error: unknown): unknown {
  if (!(error instanceof URIError)) return error;
  return new TsbotError("server/bad-path", "The path has a percent escape that stands for nothing.", {
    hint: "Encode names with encodeURIComponent; a percent sign is %25.",
    cause: error,
  });
}
