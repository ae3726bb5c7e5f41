import type { JsonValue } from "../base/index.ts";
import type { Assistant } from "../runtime/index.ts";

/** One route. The table of all of them drives the auth, the documentation and their tests. */
export interface Route {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** In express's words; `*id` takes a conversation's id, slashes and all. */
  readonly path: string;
  /** `open`: no auth. `conversation`: a user may touch their own. `admin`: everything else. */
  readonly access: "open" | "conversation" | "admin";
  handle(request: RouteRequest): Promise<RouteReply>;
}

export interface RouteRequest {
  readonly assistant: Assistant;
  /** Of `*id`, decoded; empty where the route has none. */
  readonly conversationId: string;
  /** Other parts of the path. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: unknown;
  /** Aborted when the client goes away. */
  readonly signal: AbortSignal;
}

/** A body that is text is sent as plain text, other values as JSON, an async iterable as a stream. */
export interface RouteReply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: JsonValue | string | AsyncIterable<string>;
}
