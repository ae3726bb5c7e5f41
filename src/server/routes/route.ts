import type { IncomingHttpHeaders } from "node:http";
import type { Clock, JsonValue, Logger } from "../../base/index.ts";
import type { Assistant } from "../../runtime/index.ts";
import type { Access } from "../auth.ts";
import type { ModelService } from "../model-service.ts";
import type { Reply } from "../reply.ts";
import type { StreamLimit } from "../stream-limit.ts";

/** One thing that can be asked of the server. The table of all routes drives authentication and is tested as such. */
export interface Route {
  /** `ALL` hands every method on. */
  readonly method: "GET" | "POST" | "PUT" | "DELETE" | "ALL";
  /** In express's words; `*id` takes slashes, as Rasa's conversation ids may. */
  readonly path: string;
  readonly access: Access;
  /** Answers everybody also while the API is closed: channels, and what devices and clients of channels need. */
  readonly isAlwaysOpen?: true;
  /** Bytes of a body; default the server's limit. */
  readonly bodyLimit?: number;
  handle(request: RouteRequest, server: RouteServices): Reply | Promise<Reply>;
}

/** A request freed of express. */
export interface RouteRequest {
  readonly method: string;
  /** Percent escapes decoded; parts of a wildcard joined by slashes. */
  readonly params: Readonly<Record<string, string>>;
  /** The path as it was asked for, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** The body as text, empty without one. */
  readonly text: string;
  /** The body as JSON whatever type it claims; undefined without one. Throws `server/bad-json`. */
  readonly json: () => JsonValue | undefined;
  /** False for a stranger while the API is closed. */
  readonly isTrusted: boolean;
  /** Aborted when the client has gone or the server closes. */
  readonly signal: AbortSignal;
}

/** What routes work with. */
export interface RouteServices {
  readonly assistant: Assistant;
  readonly models: ModelService;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly streams: StreamLimit;
  /** The table of all routes, for those that describe them. */
  readonly routes: readonly Route[];
}
