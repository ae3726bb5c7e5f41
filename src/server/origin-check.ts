import type { IncomingMessage } from "node:http";
import { TsbotError } from "../base/index.ts";
import { isLoopback } from "./auth.ts";

/** What browsers' pages may do. */
export interface OriginPolicy {
  /** Address the server is bound to. */
  readonly host: string;
  /** Origins that may call it (`--cors`); `*` allows all, without credentials. */
  readonly cors: readonly string[];
}

/** Throws `server/forbidden-origin` for a request that a page elsewhere makes a browser send. */
export type CheckOrigin = (request: IncomingMessage) => void;

/**
 * Two things a page could do against a server on this machine: call it across origins, and reach it under a name of its
 * own (DNS rebinding). Requests without an Origin come from programs and pass.
 */
export function createOriginCheck({ host, cors }: OriginPolicy): CheckOrigin {
  const isLocal = isLoopback(host);
  return ({ headers }) => {
    const target = headers.host ?? "";
    const name = hostName(target);
    if (isLocal && name !== "" && !isLoopback(name))
      throw forbidden(`The host '${name}' is not this server.`);
    const { origin } = headers;
    if (origin === undefined || isAllowedOrigin(origin, cors)) return;
    if (URL.canParse(origin) && new URL(origin).host === target) return;
    throw forbidden(`Pages of '${origin}' may not call this server.`);
  };
}

function hostName(host: string): string {
  return host.replace(/:\d+$/, "");
}

function forbidden(message: string): TsbotError {
  return new TsbotError("server/forbidden-origin", message, { hint: "Allow its origin with --cors." });
}

function isAllowedOrigin(origin: string, cors: readonly string[]): boolean {
  return cors.includes("*") || cors.includes(origin);
}

/** CORS headers for an allowed origin. */
export function corsHeaders(
  origin: string | undefined,
  cors: readonly string[],
): Readonly<Record<string, string>> {
  if (origin === undefined || !isAllowedOrigin(origin, cors)) return {};
  const shared = {
    "access-control-allow-methods": "GET, POST, PUT, DELETE, OPTIONS",
    "access-control-allow-headers": "authorization, content-type, idempotency-key, last-event-id",
    "access-control-expose-headers": "filename, tsbot-delivery",
    vary: "origin",
  };
  if (!cors.includes(origin)) return { ...shared, "access-control-allow-origin": "*" };
  return { ...shared, "access-control-allow-origin": origin, "access-control-allow-credentials": "true" };
}
