import { createHmac } from "node:crypto";

/** What identifies a webhook call: the id stays the same over retries. */
export interface SignedCall {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly body: string;
}

/**
 * Headers of a call by Standard Webhooks (standardwebhooks.com, v1): id, timestamp in seconds, and with a secret the
 * signature HMAC-SHA256 over `id.timestamp.body`. A secret that begins with `whsec_` is base64 after that.
 */
export function webhookHeaders(
  { id, at, body }: SignedCall,
  secret: string | null,
): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(at / 1000));
  const headers = { "webhook-id": id, "webhook-timestamp": timestamp };
  if (secret === null) return headers;
  const prefix = "whsec_";
  const key = secret.startsWith(prefix)
    ? Buffer.from(secret.slice(prefix.length), "base64")
    : Buffer.from(secret);
  const signature = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64");
  return { ...headers, "webhook-signature": `v1,${signature}` };
}
