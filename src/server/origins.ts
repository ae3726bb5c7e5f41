import type { IncomingHttpHeaders } from "node:http";
import { TsbotError } from "../base/index.ts";
import { isLoopback } from "./bind.ts";
import type { Reply } from "./reply.ts";

/** Which web pages may call, and under which names this server may be called. */
export interface OriginRules {
  /** The address that is listened on. */
  readonly host: string;
  /** Origins of pages (`https://example.com`), or `*` for all; none by default. */
  readonly cors: readonly string[];
}

/** Looks at every request before anything else does. */
export interface OriginGuard {
  /** Throws `server/unknown-host` or `server/foreign-origin`. */
  check(headers: IncomingHttpHeaders): void;
  /** Headers that let an allowed page read the answer. */
  headersFor(headers: IncomingHttpHeaders): Readonly<Record<string, string>>;
  /** The answer to a page that asks before it calls, or null when this is no such request. */
  preflight(method: string, headers: IncomingHttpHeaders): Reply | null;
}

const NONE = {} as const;
const METHODS = "GET, POST, PUT, DELETE";
const REQUEST_HEADERS = "authorization, content-type, idempotency-key, last-event-id, webhook-id";
const ANSWER_HEADERS = "filename, tsbot-delivery, idempotency-replayed, retry-after";

/**
 * A page in the operator's own browser can reach a server on loopback. It is kept out by its `Origin`, and by the
 * `Host` when it comes under a name that was pointed at this machine (DNS rebinding). Throws `server/bad-origin`.
 */
export function createOriginGuard({ host, cors }: OriginRules): OriginGuard {
  const allowsAll = cors.includes("*");
  const allowed = new Set(cors.filter((origin) => origin !== "*").map(normalize));
  const allowedHosts = new Set([...allowed].map((origin) => new URL(origin).host));
  const checksHost = isLoopback(host) && !allowsAll;

  const isAllowed = (origin: string, ownHost: string | undefined): boolean =>
    allowsAll || allowed.has(origin) || (URL.canParse(origin) && new URL(origin).host === ownHost);

  return {
    check(headers) {
      const { host: given, origin } = headers;
      if (checksHost && !isOwnName(given) && !allowedHosts.has(given ?? "")) throw unknownHost(given);
      if (origin !== undefined && !isAllowed(origin, given)) throw foreignOrigin(origin);
    },
    headersFor({ origin }) {
      if (origin === undefined) return NONE;
      const exposed = { "access-control-expose-headers": ANSWER_HEADERS };
      if (allowed.has(origin)) {
        return {
          "access-control-allow-origin": origin,
          "access-control-allow-credentials": "true",
          vary: "Origin",
          ...exposed,
        };
      }
      return allowsAll ? { "access-control-allow-origin": "*", ...exposed } : NONE;
    },
    preflight(method, headers) {
      if (method !== "OPTIONS" || headers["access-control-request-method"] === undefined) return null;
      return {
        status: 204,
        body: "",
        headers: {
          ...this.headersFor(headers),
          "access-control-allow-methods": METHODS,
          "access-control-allow-headers": REQUEST_HEADERS,
          "access-control-max-age": "600",
        },
      };
    },
  };
}

function normalize(origin: string): string {
  if (URL.canParse(origin) && new URL(origin).origin !== "null") return new URL(origin).origin;
  throw new TsbotError("server/bad-origin", `'${origin}' is no origin of a web page.`, {
    hint: "Write --cors https://example.com, without a path, or * for all.",
  });
}

function isOwnName(host: string | undefined): boolean {
  return host !== undefined && isLoopback(host.replace(/:\d+$/, ""));
}

function unknownHost(host: string | undefined): TsbotError {
  return new TsbotError("server/unknown-host", `This server does not go by the name '${host ?? ""}'.`, {
    hint: "It listens for this machine only: call it localhost or 127.0.0.1, or name the site with --cors.",
  });
}

function foreignOrigin(origin: string): TsbotError {
  return new TsbotError("server/foreign-origin", `Web pages of '${origin}' may not call this server.`, {
    hint: "Allow them with --cors and their origin.",
  });
}
