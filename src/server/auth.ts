import {
  createHash,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  type KeyObject,
  timingSafeEqual,
} from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { type Clock, didYouMean, isJsonObject, TsbotError } from "../base/index.ts";

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

/** RFC 7518, section 3.2: an HMAC key is at least as long as SHA-256's output. */
const SHORTEST_SECRET = 32;
const SECRET_METHODS = ["HS256", "HS384", "HS512"] as const;
const KEY_METHODS = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
] as const;

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
  const { default: jwt } = await import("jsonwebtoken");
  const { key, algorithm } = createKey(secret, method);
  if (privateKey !== undefined) checkPair(privateKey, key, method);
  return ({ headers }) => {
    const token = credentialsOf(headers, "bearer");
    if (token === null) return undefined;
    try {
      const payload: unknown = jwt.verify(token, key, {
        algorithms: [algorithm],
        clockTimestamp: Math.floor(clock.now() / 1000),
      });
      const user = isJsonObject(payload) ? payload["user"] : undefined;
      return isJsonObject(user)
        ? { username: user["username"], role: user["role"] }
        : { username: null, role: null };
    } catch {
      return undefined;
    }
  };
}

type SecretMethod = (typeof SECRET_METHODS)[number];
type KeyMethod = (typeof KEY_METHODS)[number];

/** A key object built once: verifying with it is fifty times faster than with text. */
function createKey(secret: string, method: string): { key: KeyObject; algorithm: SecretMethod | KeyMethod } {
  const secretMethod = SECRET_METHODS.find((name) => name === method);
  if (secretMethod !== undefined) return { key: createSecret(secret), algorithm: secretMethod };
  const keyMethod = KEY_METHODS.find((name) => name === method);
  if (keyMethod !== undefined) return { key: readPublicKey(secret, keyMethod), algorithm: keyMethod };
  const methods = [...SECRET_METHODS, ...KEY_METHODS];
  throw new TsbotError("server/bad-jwt-method", `'${method}' is no method for signed tokens.`, {
    hint: `${didYouMean(method, methods)} Methods: ${methods.join(", ")}.`.trim(),
  });
}

function createSecret(secret: string): KeyObject {
  const bytes = Buffer.from(secret);
  if (bytes.length >= SHORTEST_SECRET) return createSecretKey(bytes);
  throw new TsbotError(
    "server/bad-jwt-key",
    `The JWT secret is ${bytes.length} bytes long; shorter than ${SHORTEST_SECRET} can be guessed.`,
    { hint: "Take a random one, for example from `openssl rand -hex 32`." },
  );
}

function readPublicKey(pem: string, method: KeyMethod): KeyObject {
  const wanted = method.startsWith("ES") ? "ec" : "rsa";
  try {
    const key = createPublicKey(pem);
    if (key.asymmetricKeyType === wanted) return key;
  } catch (error) {
    throw badKey(method, wanted, error);
  }
  throw badKey(method, wanted);
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

function badKey(method: string, wanted: string, cause?: unknown): TsbotError {
  return new TsbotError(
    "server/bad-jwt-key",
    `The method ${method} needs a public ${wanted.toUpperCase()} key.`,
    {
      hint: "Give --jwt-secret the key as PEM: -----BEGIN PUBLIC KEY----- ….",
      ...(cause !== undefined && { cause }),
    },
  );
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
