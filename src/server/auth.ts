import { createHash, createPrivateKey, createPublicKey, type KeyObject, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import {
  type Clock,
  createTokenReader,
  isJsonObject,
  readTokenKey,
  type TokenKeyOwner,
  TsbotError,
} from "../base/index.ts";

/** What the API is protected with; empty: it is open. */
export interface ServerAuth {
  /** Rasa's `--auth-token`. */
  readonly token?: string;
  /** Rasa's `--jwt-secret` (a secret, or a public key as PEM) and `--jwt-method`. */
  readonly jwt?: {
    readonly secret: string;
    readonly method: string;
    /** Rasa's `--jwt-private-key`, as PEM: what belongs to the public key, for tokens that are given out here. */
    readonly privateKey?: string;
  };
}

/**
 * Who may call a route: anybody; administrators; or also the user whose name is the conversation's id (role `user` of
 * a JWT, as in Rasa).
 */
export type Access = "open" | "admin" | "conversation";

/** One attempt to call a route. */
export interface AccessRequest {
  readonly access: Access;
  readonly headers: IncomingHttpHeaders;
  readonly query: URLSearchParams;
  /** Null on routes without one. */
  readonly conversationId: string | null;
}

/** Throws `server/not-authenticated` or `server/not-authorized`. */
export type Authenticator = (request: AccessRequest) => void;

const KEY_OWNER: TokenKeyOwner = {
  badMethod: "server/bad-jwt-method",
  badKey: "server/bad-jwt-key",
  secretName: "--jwt-secret",
};

/** Throws `server/bad-token`, `server/bad-jwt-method`, `server/bad-jwt-key`. */
export async function createAuthenticator(auth: ServerAuth, clock: Clock): Promise<Authenticator> {
  const isToken = auth.token === undefined ? null : createTokenCheck(auth.token);
  const readUser = auth.jwt === undefined ? null : await createUserReader(auth.jwt, clock);
  if (isToken === null && readUser === null) return () => {};
  return (request) => {
    if (request.access === "open") return;
    if (isToken?.(request) === true) return;
    const user = readUser?.(request);
    if (user === undefined) throw notAuthenticated();
    if (!mayCall(user, request)) throw notAuthorized();
  };
}

interface User {
  readonly username: unknown;
  readonly role: unknown;
}

function mayCall({ username, role }: User, { access, conversationId }: AccessRequest): boolean {
  if (role === "admin") return true;
  return role === "user" && access === "conversation" && username === conversationId;
}

/** `?token=` as in Rasa, or the header `Authorization: Token …`, which ends up in no log. */
export function createTokenCheck(
  token: string,
): (request: Pick<AccessRequest, "headers" | "query">) => boolean {
  if (token.trim() === "") {
    throw new TsbotError("server/bad-token", "The auth token is empty.", {
      hint: "Give --auth-token (or TSBOT_AUTH_TOKEN) a long random text, or leave it out.",
    });
  }
  const expected = digest(token);
  return ({ headers, query }) => {
    const given = query.get("token") ?? credentialsOf(headers, "token");
    return given !== null && timingSafeEqual(digest(given), expected);
  };
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

function credentialsOf({ authorization }: IncomingHttpHeaders, scheme: string): string | null {
  const [given, credentials] = authorization?.split(" ", 2) ?? [];
  return given?.toLowerCase() === scheme && credentials !== undefined ? credentials : null;
}

/** The verified token's user; undefined without a valid token. */
async function createUserReader(
  { secret, method, privateKey }: NonNullable<ServerAuth["jwt"]>,
  clock: Clock,
): Promise<(request: AccessRequest) => User | undefined> {
  const tokenKey = readTokenKey({ secret, method }, KEY_OWNER);
  const readPayload = await createTokenReader(tokenKey, clock);
  if (privateKey !== undefined) checkPair(privateKey, tokenKey.key, method);
  return ({ headers }) => {
    const token = credentialsOf(headers, "bearer");
    const payload = token === null ? undefined : readPayload(token);
    if (payload === undefined) return undefined;
    const user = isJsonObject(payload) ? payload["user"] : undefined;
    return isJsonObject(user)
      ? { username: user["username"], role: user["role"] }
      : { username: null, role: null };
  };
}

/** A private key of another pair would sign tokens that this very server refuses. */
function checkPair(privateKey: string, publicKey: KeyObject, method: string): void {
  const mismatch = (cause?: unknown): TsbotError =>
    new TsbotError(
      "server/bad-jwt-key",
      "The private key does not belong to the key that tokens are checked with.",
      {
        hint: `With ${method}, give --jwt-secret the public key and --jwt-private-key its private key, both as PEM.`,
        ...(cause !== undefined && { cause }),
      },
    );
  if (publicKey.type !== "public") throw mismatch();
  let own: KeyObject;
  try {
    own = createPublicKey(createPrivateKey(privateKey));
  } catch (error) {
    throw mismatch(error);
  }
  if (!own.equals(publicKey)) throw mismatch();
}

function notAuthenticated(): TsbotError {
  return new TsbotError("server/not-authenticated", "User is not authenticated.", {
    hint: "Send the token as ?token=… or `Authorization: Token …`, a JWT as `Authorization: Bearer …`.",
  });
}

function notAuthorized(): TsbotError {
  return new TsbotError("server/not-authorized", "User has insufficient permissions.", {
    hint: "A token with the role 'user' may only touch the conversation whose id is its username; others need 'admin'.",
  });
}
