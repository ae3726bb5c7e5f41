import { isIP, isIPv4 } from "node:net";
import { TsbotError } from "../base/index.ts";
import type { ServerAuth } from "./auth.ts";

/** Where a server is to listen, and who may talk to it. */
export interface Bind {
  readonly host: string;
  readonly auth: ServerAuth;
  /** Open to others without a token, knowingly. */
  readonly insecure: boolean;
}

/**
 * Throws `server/bad-interface` for what is no address, `server/open-bind` for one that others can reach while nothing
 * protects the API.
 */
export function checkBind({ host, auth, insecure }: Bind): void {
  if (!isAddress(host)) throw badInterface(host);
  if (insecure || isLoopback(host) || auth.token !== undefined || auth.jwt !== undefined) return;
  throw new TsbotError(
    "server/open-bind",
    `Listening on '${host}' without a token would let anybody who reaches this machine read and steer every conversation.`,
    { hint: "Protect it with --auth-token or --jwt-secret, or say --insecure if the network is trusted." },
  );
}

/** An IP address or the name of a host; Node would take an empty text for "everywhere". */
function isAddress(host: string): boolean {
  return (
    isIP(withoutBrackets(host)) !== 0 ||
    (/^\w([\w-]*\w)?(\.\w([\w-]*\w)?)*$/.test(host) && !/^[\d.]+$/.test(host))
  );
}

function badInterface(host: string): TsbotError {
  return new TsbotError("server/bad-interface", `'${host}' is no address to listen on.`, {
    hint: "Give --interface an address of this machine (127.0.0.1, ::1; 0.0.0.0 for all) or its name; the port goes to --port.",
  });
}

/** Whether only this machine reaches the address. */
export function isLoopback(host: string): boolean {
  const name = withoutBrackets(host.toLowerCase());
  return (
    name === "localhost" ||
    name.endsWith(".localhost") ||
    name === "::1" ||
    (isIPv4(name) && name.startsWith("127."))
  );
}

/** An IPv6 address stands in brackets in a URL. */
function withoutBrackets(host: string): string {
  return host.replace(/^\[|\]$/g, "");
}
