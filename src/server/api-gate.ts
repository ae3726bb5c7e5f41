import { randomBytes } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { createTokenCheck, type ServerAuth } from "./auth.ts";

/** Who may use the API while it is closed to strangers. */
export interface ApiGate {
  /** What this project's own commands send; null while the API is open, or protected by a token anyway. */
  readonly localToken: string | null;
  isOpenTo(request: { readonly headers: IncomingHttpHeaders; readonly query: URLSearchParams }): boolean;
}

/**
 * Without `--enable-api` nobody but this project's own commands reaches the API: they find a token in
 * `.tsbot/server.json`. Where the API has a token or signed tokens, those are proof enough.
 */
export function createApiGate({ api, auth }: { readonly api: boolean; readonly auth: ServerAuth }): ApiGate {
  const isProtected = auth.token !== undefined || auth.jwt !== undefined;
  if (api || isProtected) return { localToken: null, isOpenTo: () => true };
  const localToken = randomBytes(32).toString("hex");
  return { localToken, isOpenTo: createTokenCheck(localToken) };
}
