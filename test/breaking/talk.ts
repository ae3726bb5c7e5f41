import type { Random } from "../../src/base/index.ts";
import type { Deed } from "./judge.ts";

/** What clients are answered while they talk, other than with success. */
export interface Refusal {
  /** Null: no answer at all. */
  readonly status: number | null;
  /** The error's code, such as `storage/disk-full`. */
  readonly code: string;
  readonly hasRetryAfter: boolean;
  readonly text: string;
}

/** Several people who talk until they are told to stop; each asks again until each thing is acknowledged. */
export interface Talk {
  readonly deeds: readonly Deed[];
  readonly refusals: readonly Refusal[];
  /** Resolves when all have ended and everything is acknowledged. */
  readonly ended: Promise<void>;
}

export interface TalkOptions {
  readonly conversations: readonly string[];
  readonly random: Random;
  /** The address of some server, once it is ready. */
  readonly url: () => Promise<string>;
  /** Asked before each new thing. */
  readonly goesOn: () => boolean;
  /** Milliseconds between two things of a person, on average. */
  readonly pause: number;
  /** Reminders are due at most so far ahead, in milliseconds. */
  readonly ahead: number;
  /** Number of the first deed (default 1); larger ones continue an earlier talk. */
  readonly firstNumber?: number;
}

/** One of a deed's attempts is given up after so many milliseconds, and made again. */
const REQUEST_TIMEOUT = 20_000;
/** Before a refused deed is tried again, in milliseconds. Shorter than Retry-After asks: this is to break things. */
const AGAIN_AFTER = 50;

export function startTalk(options: TalkOptions): Talk {
  const deeds: Deed[] = [];
  const refusals: Refusal[] = [];
  const talks = options.conversations.map((id) => talkAlone(id, options, { deeds, refusals }));
  return { deeds, refusals, ended: Promise.all(talks).then(() => {}) };
}

async function talkAlone(
  conversationId: string,
  options: TalkOptions,
  { deeds, refusals }: { readonly deeds: Deed[]; readonly refusals: Refusal[] },
): Promise<void> {
  const { random, goesOn, pause } = options;
  const pending: number[] = [];
  const first = options.firstNumber ?? 1;
  for (let number = first; goesOn(); number++) {
    const kind = number === first ? "note" : pickKind(random, pending.length > 0);
    const target = kind === "cancel" ? pending.splice(random.below(pending.length), 1)[0] : undefined;
    const wish = { conversationId, number, kind, target, after: random.below(options.ahead) };
    deeds.push(await insist(options.url, wish, (refusal) => refusals.push(refusal)));
    if (kind === "remind") pending.push(number);
    await sleep(random.below(2 * pause));
  }
}

/** What somebody wants done. */
export interface Wish extends Pick<Deed, "conversationId" | "number" | "kind"> {
  /** The reminder a `cancel` is for. */
  readonly target?: number | undefined;
  /** When a reminder is due, in milliseconds from then on. */
  readonly after: number;
}

/** Asks until it is acknowledged; repeats say that they are such. */
export async function insist(
  url: () => Promise<string>,
  wish: Wish,
  onRefused: (refusal: Refusal) => void,
): Promise<Deed> {
  const request = toRequest(wish);
  for (;;) {
    const refusal = await attempt(url, request);
    if (refusal === null) break;
    onRefused(refusal);
    await sleep(AGAIN_AFTER);
  }
  const { conversationId, number, kind, target } = wish;
  const deed = { conversationId, number, kind, acknowledgedAt: Date.now() };
  return target === undefined ? deed : { ...deed, target };
}

/** Half are notes; reminders are seldom cancelled. */
function pickKind(random: Random, canCancel: boolean): Deed["kind"] {
  const share = random.next();
  if (share < 0.3) return "remind";
  if (share < 0.45) return "event";
  return share < 0.55 && canCancel ? "cancel" : "note";
}

interface Request {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

function toRequest({ conversationId, number, kind, target, after }: Wish): Request {
  if (kind === "event") {
    return {
      path: `/conversations/${conversationId}/trigger_intent?output_channel=latest&include_events=NONE`,
      headers: { "idempotency-key": `event-${number}` },
      body: { name: "EXTERNAL_event", entities: { number: `${number}` } },
    };
  }
  const entities = {
    number: `${number}`,
    ...(kind === "remind" && { after: `${after}` }),
    ...(target !== undefined && { target: `${target}` }),
  };
  return {
    path: "/webhooks/callback/webhook",
    headers: {},
    body: {
      sender: conversationId,
      message: `/${kind}${JSON.stringify(entities)}`,
      message_id: `${conversationId}-${number}`,
    },
  };
}

/** Null when it was acknowledged. */
async function attempt(url: TalkOptions["url"], { path, headers, body }: Request): Promise<Refusal | null> {
  try {
    const response = await fetch(`${await url()}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(REQUEST_TIMEOUT),
    });
    const text = await response.text();
    if (response.ok) return null;
    const { status } = response;
    return { status, code: readCode(text), hasRetryAfter: response.headers.has("retry-after"), text };
  } catch (error) {
    return { status: null, code: "no answer", hasRetryAfter: false, text: String(error) };
  }
}

function readCode(text: string): string {
  try {
    const { details } = JSON.parse(text) as { details?: { error?: string } };
    return details?.error ?? "none";
  } catch {
    return "none";
  }
}

export function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
