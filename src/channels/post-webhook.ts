import { isHttpUrl, lazy, TsbotError } from "../base/index.ts";
import { webhookHeaders } from "./webhook-signature.ts";

const undici = lazy(() => import("undici"));

/** One call of a webhook. */
export interface WebhookPost {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The same over all attempts. */
  readonly id: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly secret: string | null;
  readonly signal: AbortSignal;
}

/** The receiver says that there is nothing any more, and never will be. */
const GONE = 410;
/** Bytes read of an answer nobody looks at, so that its connection can be used again. */
const MOST_ANSWER_BYTES = 65_536;

/**
 * Posts a webhook. Any 2xx is a delivery, whatever it says. Throws `channels/undeliverable` for 410 and for what is no
 * address; an error to be tried again for everything else, also redirects, which are not followed.
 */
export async function postWebhook(call: WebhookPost): Promise<void> {
  const { url, id, at, body, secret, signal } = call;
  if (!isHttpUrl(url)) {
    throw new TsbotError("channels/undeliverable", `'${url}' is no address of a web server.`);
  }
  const { request } = await undici();
  const headers = {
    "content-type": "application/json",
    "user-agent": "tsbot",
    ...lowerCase(call.headers),
    ...webhookHeaders({ id, at, body }, secret),
  };
  const response = await request(url, { method: "POST", headers, body, signal });
  await response.body.dump({ limit: MOST_ANSWER_BYTES, signal }).catch(() => {});
  const { statusCode } = response;
  if (statusCode >= 200 && statusCode < 300) return;
  const redirected = statusCode >= 300 && statusCode < 400 ? ", and redirects are not followed" : "";
  const reason = `the receiver answered ${statusCode}${redirected}`;
  throw statusCode === GONE ? new TsbotError("channels/undeliverable", reason) : new Error(reason);
}

function lowerCase(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
