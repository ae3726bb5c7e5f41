import { type Clock, isHttpUrl, lazy, TsbotError } from "../base/index.ts";
import { readRetryAfter } from "./retry-after.ts";
import { webhookHeaders } from "./webhook-signature.ts";

const undici = lazy(() => import("undici"));

/** One call of a webhook. */
export interface WebhookPost {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The same over all attempts. */
  readonly id: string;
  /** What it is signed with; none: it is not signed. */
  readonly secrets: readonly string[];
  readonly signal: AbortSignal;
}

/**
 * Posts a webhook. Any 2xx is a delivery, whatever it says and whatever becomes of the connection afterwards. Throws
 *
 * - `channels/gone` for 410: the receiver says that there is nothing any more, and never will be;
 * - `channels/undeliverable` for what is no address of a web server;
 * - `channels/busy` for 429 and 503 that say when to come back, also for calls of the same address until then, which
 *   are not made;
 * - an error to be tried again for everything else, also redirects, which are not followed.
 */
export type PostWebhook = (call: WebhookPost) => Promise<void>;

const GONE = 410;
const BUSY: readonly number[] = [429, 503];
/** Bytes read of an answer nobody looks at, so that its connection can be used again; what has more is cut off. */
const MOST_ANSWER_BYTES = 65_536;
/** An answer that has not ended by then, in milliseconds, is cut off: its status is known. */
const ANSWER_GRACE = 1_000;
/** Addresses that asked for time, remembered at once. */
const MOST_PAUSES = 1_000;

export function createWebhookPoster({ clock }: { readonly clock: Clock }): PostWebhook {
  const pauses = new Map<string, number>();
  const pause = (url: string, until: number): void => {
    pauses.delete(url);
    pauses.set(url, until);
    const [oldest] = pauses.keys();
    if (pauses.size > MOST_PAUSES && oldest !== undefined) pauses.delete(oldest);
  };
  return async (call) => {
    const { url } = call;
    if (!isHttpUrl(url)) {
      throw new TsbotError("channels/undeliverable", `'${url}' is no address of a web server.`);
    }
    const left = (pauses.get(url) ?? 0) - clock.now();
    if (left > 0) throw busy("the receiver asked for time a moment ago", left);
    pauses.delete(url);
    const { status, retryAfter } = await send(call, clock);
    if (status >= 200 && status < 300) return;
    const wait = BUSY.includes(status) ? readRetryAfter(retryAfter, clock.now()) : null;
    if (wait !== null && wait > 0) {
      pause(url, clock.now() + wait);
      throw busy(`the receiver answered ${status} and asked for time`, wait);
    }
    throw refusal(status);
  };
}

function busy(reason: string, retryAfter: number): TsbotError {
  return new TsbotError("channels/busy", reason, { details: { retryAfter } });
}

function refusal(status: number): Error {
  if (status === GONE)
    return new TsbotError("channels/gone", "the receiver answered 410: the address is gone");
  const redirected = status >= 300 && status < 400 ? ", and redirects are not followed" : "";
  return new Error(`the receiver answered ${status}${redirected}`);
}

interface Answer {
  readonly status: number;
  readonly retryAfter: string | undefined;
}

async function send(call: WebhookPost, clock: Clock): Promise<Answer> {
  const { url, id, body, secrets, signal } = call;
  const { request } = await undici();
  const headers = {
    "content-type": "application/json",
    "user-agent": "tsbot",
    ...lowerCase(call.headers),
    ...webhookHeaders({ id, at: clock.now(), body }, secrets),
  };
  const response = await request(url, { method: "POST", headers, body, signal });
  const retryAfter = response.headers["retry-after"];
  // The status is the answer. A body that trickles in would keep the next message waiting.
  const limit = clock.schedule(clock.now() + ANSWER_GRACE, () => response.body.destroy());
  await response.body.dump({ limit: MOST_ANSWER_BYTES, signal }).catch(() => {});
  limit.cancel();
  return {
    status: response.statusCode,
    retryAfter: Array.isArray(retryAfter) ? retryAfter[0] : retryAfter,
  };
}

function lowerCase(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
