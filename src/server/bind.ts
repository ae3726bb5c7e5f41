import { isIPv4 } from "node:net";
import { TsbotError } from "../base/index.ts";
import type { ServerAuth } from "./auth.ts";

/** Where a server is to listen, and who may talk to it. */
export interface Bind {
  readonly host: string;
  readonly auth: ServerAuth;
  /** Open to others without a token, knowingly. */
  readonly insecure: boolean;
}

/** Throws `server/open-bind` for an address that others can reach while nothing protects the API. */
export function checkBind({ host, auth, insecure }: Bind): void {
  if (insecure || isLoopback(host) || auth.token !== undefined || auth.jwt !== undefined) return;
  throw new TsbotError(
    "server/open-bind",
    `Listening on '${host}' without a token would let anybody who reaches this machine read and steer every conversation.`,
    { hint: "Protect it with --auth-token or --jwt-secret, or say --insecure if the network is trusted." },
  );
}

/** Whether only this machine reaches the address. */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[|\]$/g, "");
  return (
    name === "localhost" ||
    name.endsWith(".localhost") ||
    name === "::1" ||
    (isIPv4(name) && name.startsWith("127."))
  );
}
