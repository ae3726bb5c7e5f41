import type { IncomingHttpHeaders } from "node:http";
import type { Reply } from "./reply.ts";

/** A request for which there is no route. */
export interface Unrouted {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly contentType: string | undefined;
  readonly accept: string | undefined;
}

/** What Rasa's web framework answers for a path that nobody serves: JSON to those who speak it, otherwise text. */
export function notFoundReply(request: Unrouted): Reply {
  return toReply(request, 404, "Not Found", `Requested URL ${request.path} not found`);
}

/** The same for a route of the API while it is closed. */
export function closedReply({
  method,
  path,
  headers,
}: {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}): Reply {
  const request = { method, path, contentType: headers["content-type"], accept: headers.accept };
  const message = `Requested URL ${path} not found: the API is off. Start the server with --enable-api.`;
  return toReply(request, 404, "Not Found", message);
}

/** The same for a path that is served, but not with this method. */
export function methodNotAllowedReply(request: Unrouted, allowed: readonly string[]): Reply {
  const message = `Method ${request.method} not allowed for URL ${request.path}`;
  const reply = toReply(request, 405, "Method Not Allowed", message);
  return { ...reply, headers: { allow: allowed.join(", ") } };
}

function toReply(request: Unrouted, status: number, description: string, message: string): Reply {
  if (speaksJson(request)) return { status, body: { description, status, message } };
  const heading = `⚠️ ${status} — ${description}`;
  return { status, body: `${heading}\n${"=".repeat(heading.length)}\n${message}\n\n` };
}

function speaksJson({ contentType, accept }: Unrouted): boolean {
  return /\bjson\b/i.test(accept ?? "") || /\bjson\b/i.test(contentType ?? "");
}
