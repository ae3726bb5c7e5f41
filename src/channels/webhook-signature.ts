import { createHmac, timingSafeEqual } from "node:crypto";
import { type Clock, createSystemClock, TsbotError } from "../base/index.ts";

/** What identifies a webhook call: the id stays the same over retries. */
export interface SignedCall {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly body: string;
}

/** How a call's signature is checked. */
export interface VerifyOptions {
  /** The system's clock unless said otherwise. */
  readonly clock?: Pick<Clock, "now">;
  /** How far the call's time may be from now, in milliseconds (five minutes). */
  readonly tolerance?: number;
}

/** What stands before the base64 of a secret that is bytes. */
const BYTES = "whsec_";
/** As the libraries of Standard Webhooks have it: longer than a call is under way, too short to keep one for later. */
const TOLERANCE = 300_000;

/**
 * Headers of a call by Standard Webhooks (standardwebhooks.com, v1): id, timestamp in seconds, and with secrets one
 * signature each, HMAC-SHA256 over `id.timestamp.body`, so that a receiver may know the old secret or the new one. A
 * secret that begins with `whsec_` is base64 after that.
 */
export function webhookHeaders(
  { id, at, body }: SignedCall,
  secrets: readonly string[],
): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(at / 1000));
  const headers = { "webhook-id": id, "webhook-timestamp": timestamp };
  if (secrets.length === 0) return headers;
  const signatures = secrets.map((secret) => sign(secret, `${id}.${timestamp}.`, body));
  return { ...headers, "webhook-signature": signatures.join(" ") };
}

/**
 * Throws `channels/bad-signature` unless whoever knows the secret has signed this very call, by Standard Webhooks, not
 * long ago. The same call can come again within that time: who must not handle it twice remembers `webhook-id`.
 *
 * @param headers names in lower case, as Node's and a channel's are
 * @param rawBody the body as it came; JSON that was parsed and written again is another text
 * @param secret a text (`whsec_…` is base64 after that), or a list of them, of which one must have been used. A
 * `TypeError` when there is none or one is empty, as anybody could sign then.
 */
export function verifyWebhook(
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
  rawBody: string | Uint8Array,
  secret: unknown,
  { clock = createSystemClock(), tolerance = TOLERANCE }: VerifyOptions = {},
): void {
  const secrets: readonly unknown[] = Array.isArray(secret) ? secret : [secret];
  if (secrets.length === 0 || !secrets.every(isSecret)) {
    throw new TypeError("The secret to check webhooks with is missing or empty.");
  }
  const [id, timestamp, signatures] = ["webhook-id", "webhook-timestamp", "webhook-signature"].map(
    (name) => headers[name],
  );
  if (typeof id !== "string" || typeof timestamp !== "string" || typeof signatures !== "string") {
    throw badSignature("is not signed");
  }
  const expected = secrets.map((each) => Buffer.from(sign(each, `${id}.${timestamp}.`, rawBody)));
  // A sender that changes its secret signs with both for a while.
  const isGenuine = signatures
    .split(" ")
    .some((given) => expected.some((signature) => isSame(Buffer.from(given), signature)));
  if (!isGenuine) throw badSignature("has a wrong signature");
  const at = /^\d{1,12}$/.test(timestamp) ? Number(timestamp) * 1000 : Number.NaN;
  if (!(Math.abs(clock.now() - at) <= tolerance)) throw badSignature("was signed too long ago");
}

function isSecret(secret: unknown): secret is string {
  return typeof secret === "string" && isSigningSecret(secret);
}

/** Whether something can be signed with it: it holds at least one byte. */
export function isSigningSecret(secret: string): boolean {
  return secret.trim() !== "" && toKey(secret).length > 0;
}

function sign(secret: string, head: string, body: string | Uint8Array): string {
  return `v1,${createHmac("sha256", toKey(secret)).update(head).update(body).digest("base64")}`;
}

function toKey(secret: string): Buffer {
  return secret.startsWith(BYTES) ? Buffer.from(secret.slice(BYTES.length), "base64") : Buffer.from(secret);
}

function isSame(given: Buffer, expected: Buffer): boolean {
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function badSignature(problem: string): TsbotError {
  return new TsbotError("channels/bad-signature", `The call ${problem}.`, {
    hint: "Sign it by Standard Webhooks, with the secret that both sides know.",
  });
}
