import { createHash, createPublicKey, createSecretKey, type KeyObject, timingSafeEqual } from "node:crypto";
import { isJsonObject, TsbotError } from "../base/index.ts";

/** How the API is protected. Channels' webhooks are not covered, as in Rasa; they have secrets of their own. */
export interface ServerAuth {
  /** Rasa's `--auth-token`: in the query as `token`, or as `Authorization: Bearer`. */
  readonly token?: string;
  readonly jwt?: JwtAuth;
}

export interface JwtAuth {
  /** The shared secret (HS…) or the public key in PEM (RS…, ES…). */
  readonly secret: string;
  /** E.g. HS256. */
  readonly method: string;
}

/** No protection: only for the loopback address. */
export const noAuth: ServerAuth = {};

/** Who asks. */
export type Caller = { readonly role: "admin" } | { readonly role: "user"; readonly username: string };

/** What an authenticator looks at. */
export interface Credentials {
  readonly queryToken: string | null;
  readonly authorization: string | undefined;
}

/** Finds out who asks. Throws `server/not-authenticated`. */
export type Authenticate = (credentials: Credentials) => Promise<Caller>;

/** Shorter secrets can be guessed. */
const SHORTEST_SECRET = 32;

/**
 * Prepares the keys once. Throws `server/weak-secret` for a JWT secret that can be guessed, `server/bad-key` for what is
 * no key.
 */
export function createAuthenticator({ token, jwt }: ServerAuth): Authenticate {
  if (token === undefined && jwt === undefined) return async () => ({ role: "admin" });
  const tokenDigest = token === undefined ? null : digest(token);
  const verify = jwt === undefined ? null : createVerifier(jwt);
  const isToken = (given: string | null): boolean =>
    tokenDigest !== null && given !== null && timingSafeEqual(digest(given), tokenDigest);
  return async ({ queryToken, authorization }) => {
    const bearer =
      authorization?.startsWith("Bearer ") === true ? authorization.slice("Bearer ".length) : null;
    if (isToken(queryToken) || isToken(bearer)) return { role: "admin" };
    const caller = verify === null || bearer === null ? null : await verify(bearer);
    if (caller !== null) return caller;
    throw new TsbotError("server/not-authenticated", "User is not authenticated.");
  };
}

/** Digests have one length, so comparing them tells nothing of the secret's. */
function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

function createVerifier({ secret, method }: JwtAuth): (token: string) => Promise<Caller | null> {
  const key = toKey(secret, method);
  return async (token) => {
    const { default: jsonwebtoken } = await import("jsonwebtoken");
    try {
      const payload = jsonwebtoken.verify(token, key, { algorithms: [method as "HS256"] });
      return typeof payload === "string" ? null : toCaller(payload["user"]);
    } catch {
      return null;
    }
  };
}

function toKey(secret: string, method: string): KeyObject {
  if (method.startsWith("HS")) {
    if (secret.length < SHORTEST_SECRET) {
      throw new TsbotError(
        "server/weak-secret",
        `The JWT secret is shorter than ${SHORTEST_SECRET} characters.`,
        {
          hint: "Make one with `openssl rand -hex 32`.",
        },
      );
    }
    return createSecretKey(Buffer.from(secret));
  }
  try {
    return createPublicKey(secret);
  } catch (error) {
    throw new TsbotError("server/bad-key", `The JWT key for ${method} is no public key in PEM.`, {
      cause: error,
    });
  }
}

function toCaller(user: unknown): Caller | null {
  if (!isJsonObject(user)) return null;
  const { username, role } = user;
  if (role === "admin") return { role };
  return role === "user" && typeof username === "string"
    ? { role, username }
    : { role: "user", username: "" };
}

/** Whether a caller may do what a route does. Throws `server/not-authorized`. */
export function authorize(caller: Caller, conversationId: string | null): void {
  if (caller.role === "admin") return;
  if (conversationId !== null && caller.username === conversationId) return;
  throw new TsbotError("server/not-authorized", "User has insufficient permissions.");
}

const LOOPBACK = /^(?:127(?:\.\d{1,3}){3}|::1|localhost)$/;

/** Whether only this machine reaches an address. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host.replace(/^\[|\]$/g, ""));
}

/** Refuses to serve other machines without auth, unless told to. Throws `server/open-bind`. */
export function checkBind(host: string, auth: ServerAuth, insecure: boolean): void {
  if (isLoopback(host) || insecure || auth.token !== undefined || auth.jwt !== undefined) return;
  throw new TsbotError(
    "server/open-bind",
    `Refusing to serve ${host} without authentication: anybody there could read and drive every conversation.`,
    {
      hint: "Protect it with --auth-token or --jwt-secret, stay on 127.0.0.1, or say --insecure when something else protects it.",
    },
  );
}
