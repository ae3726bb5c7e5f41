import { createPublicKey, createSecretKey, type KeyObject } from "node:crypto";
import type { Clock } from "./clock.ts";
import { TsbotError } from "./errors.ts";
import { didYouMean } from "./suggestions.ts";

/** Where the key was given, for what an error says. */
export interface TokenKeyOwner {
  /** Of the error for a method that does not exist. */
  readonly badMethod: string;
  /** Of the error for a key that is none for its method. */
  readonly badKey: string;
  /** `--jwt-secret` */
  readonly secretName: string;
  readonly methodDetails?: Readonly<Record<string, string>>;
  readonly secretDetails?: Readonly<Record<string, string>>;
}

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

type KeyMethod = (typeof KEY_METHODS)[number];

/** What JSON Web Tokens are checked with: the algorithm is the configured one, whatever a token's head says. */
export interface TokenKey {
  /** Built once: verifying with it is fifty times faster than with text. */
  readonly key: KeyObject;
  readonly algorithm: (typeof SECRET_METHODS)[number] | KeyMethod;
}

/**
 * Throws the owner's `badMethod` and `badKey`.
 *
 * @param given.secret a secret, or a public key as PEM
 * @param given.method `HS256`, `RS256`, …
 */
export function readTokenKey(
  { secret, method }: { readonly secret: string; readonly method: string },
  owner: TokenKeyOwner,
): TokenKey {
  const secretMethod = SECRET_METHODS.find((name) => name === method);
  if (secretMethod !== undefined) return { key: createSecret(secret, owner), algorithm: secretMethod };
  const keyMethod = KEY_METHODS.find((name) => name === method);
  if (keyMethod !== undefined) return { key: readPublicKey(secret, keyMethod, owner), algorithm: keyMethod };
  const methods = [...SECRET_METHODS, ...KEY_METHODS];
  throw new TsbotError(owner.badMethod, `'${method}' is no method for signed tokens.`, {
    hint: `${didYouMean(method, methods)} Methods: ${methods.join(", ")}.`.trim(),
    ...(owner.methodDetails !== undefined && { details: owner.methodDetails }),
  });
}

/** Gives what a token says, or undefined when it is not to be believed, or no longer. */
export async function createTokenReader(
  { key, algorithm }: TokenKey,
  clock: Clock,
): Promise<(token: string) => unknown> {
  const { default: jwt } = await import("jsonwebtoken");
  return (token) => {
    try {
      return jwt.verify(token, key, {
        algorithms: [algorithm],
        clockTimestamp: Math.floor(clock.now() / 1000),
      });
    } catch {
      return undefined;
    }
  };
}

function createSecret(secret: string, { badKey, secretDetails }: TokenKeyOwner): KeyObject {
  const bytes = Buffer.from(secret);
  if (bytes.length >= SHORTEST_SECRET) return createSecretKey(bytes);
  throw new TsbotError(
    badKey,
    `The JWT secret is ${bytes.length} bytes long; shorter than ${SHORTEST_SECRET} can be guessed.`,
    {
      hint: "Take a random one, for example from `openssl rand -hex 32`.",
      ...(secretDetails !== undefined && { details: secretDetails }),
    },
  );
}

function readPublicKey(pem: string, method: KeyMethod, owner: TokenKeyOwner): KeyObject {
  const wanted = method.startsWith("ES") ? "ec" : "rsa";
  try {
    const key = createPublicKey(pem);
    if (key.asymmetricKeyType === wanted) return key;
  } catch (error) {
    throw notForMethod(method, wanted, { owner, cause: error });
  }
  throw notForMethod(method, wanted, { owner });
}

function notForMethod(
  method: string,
  wanted: string,
  { owner, cause }: { readonly owner: TokenKeyOwner; readonly cause?: unknown },
): TsbotError {
  const { badKey, secretName, secretDetails } = owner;
  return new TsbotError(badKey, `The method ${method} needs a public ${wanted.toUpperCase()} key.`, {
    hint: `Give ${secretName} the key as PEM: -----BEGIN PUBLIC KEY----- ….`,
    ...(secretDetails !== undefined && { details: secretDetails }),
    ...(cause !== undefined && { cause }),
  });
}
