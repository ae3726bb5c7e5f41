import type { Random } from "../../src/base/index.ts";
import type { Timeline } from "./timeline.ts";

/** What a receiver does with one call. */
export type Manners =
  /** It takes the message and says so, after so many milliseconds. */
  | { readonly type: "takes"; readonly after: number }
  /** It takes the message, says 200, and the connection breaks before the answer has ended. */
  | { readonly type: "breaks off after 200" }
  /** It says 200 and the rest of its answer comes never. */
  | { readonly type: "trickles" }
  /** It says that it failed; whether it has the message is another question. */
  | {
      readonly type: "answers";
      readonly status: number;
      readonly takes: boolean;
      readonly retryAfter?: number;
    }
  /** The connection breaks before the answer. */
  | { readonly type: "resets"; readonly takes: boolean }
  /** No answer ever. */
  | { readonly type: "hangs"; readonly takes: boolean }
  /** Nobody listens. */
  | { readonly type: "refuses" };

/** The address is gone. */
export const GONE = 410;

/** What arrived, in the order of arrival: also repeats. */
export interface Arrival {
  /** `webhook-id`: the same over all attempts. */
  readonly id: string;
  readonly conversationId: string;
  readonly text: string;
  /** World's time. */
  readonly at: number;
}

/** How often a receiver misbehaves. */
export interface ReceiverFaults {
  readonly share: number;
  /** Of that, the share of calls that it answers with 410: the address is gone, until the person writes again. */
  readonly gone: number;
  /** Milliseconds that an answer takes at most. */
  readonly latency: number;
}

/** Who gets the bot's messages, and the log that is judged. */
export interface Receiver {
  readonly log: readonly Arrival[];
  /** Messages that it answered with 410. */
  readonly goodbyes: readonly Arrival[];
  /** What it does with the next call. */
  choose(): Manners;
  refuseForGood(message: Omit<Arrival, "at">): void;
  take(message: Omit<Arrival, "at">): void;
}

export function createReceiver(options: {
  readonly timeline: Timeline;
  readonly random: Random;
  readonly faults: () => ReceiverFaults;
}): Receiver {
  const { timeline, random, faults } = options;
  const log: Arrival[] = [];
  const goodbyes: Arrival[] = [];
  return {
    log,
    goodbyes,
    refuseForGood: (message) => {
      goodbyes.push({ ...message, at: timeline.now() });
    },
    take: (message) => {
      log.push({ ...message, at: timeline.now() });
    },
    choose() {
      const { share, gone, latency } = faults();
      if (random.next() >= share) return { type: "takes", after: random.below(latency + 1) };
      if (random.next() < gone) return { type: "answers", status: GONE, takes: false };
      return misbehave(random);
    },
  };
}

function misbehave(random: Random): Manners {
  const takes = random.next() < 0.5;
  const kinds: readonly Manners[] = [
    { type: "takes", after: random.below(20_000) },
    { type: "breaks off after 200" },
    { type: "trickles" },
    { type: "answers", status: 500, takes },
    { type: "answers", status: 503, takes: false, retryAfter: 1 + random.below(4) },
    { type: "answers", status: 302, takes: false },
    { type: "resets", takes },
    { type: "hangs", takes },
    { type: "refuses" },
  ];
  return kinds[random.below(kinds.length)] as Manners;
}
