import { type Clock, delay } from "../../base/index.ts";
import type { MailboxMessage } from "./mailbox.ts";
import type { CallbackMessage } from "./receiver.ts";

/**
 * What the bot says, from both ways it comes: pushed over the callback channel, and from the mailbox, which has everything.
 * A message has the same id on both, and is shown once.
 */
export interface Arrivals {
  /** A delivery over the callback channel. */
  deliver(delivery: CallbackMessage): void;
  /** Messages of the mailbox, in order; those that were collected before are ignored. */
  collect(messages: readonly MailboxMessage[]): void;
  /** Takes messages up to this sequence number as known. */
  skip(sequence: number): void;
  /** Sequence number of the newest message collected. */
  newest(): number;
  /** Resolves when everything collected so far was shown. */
  settled(): Promise<void>;
}

export interface ArrivalOptions {
  readonly clock: Clock;
  /** Ends all waiting. */
  readonly signal: AbortSignal;
  /** Whether messages of the callback channel are to arrive here. */
  readonly isCalledBack: () => boolean;
  readonly show: (message: CallbackMessage["message"]) => void;
  readonly remark: (line: string) => void;
}

/** The callback channel is given this long before its message is shown from the mailbox (milliseconds). */
const DELIVERY_WAIT = 3_000;

export function createArrivals({ clock, signal, isCalledBack, show, remark }: ArrivalOptions): Arrivals {
  const shown = new Set<string>();
  /** What a message of the mailbox waits for, by its id. */
  const awaited = new Map<string, AbortController>();
  /** A channel that failed once is not waited for again until it has delivered something. */
  let delivers = true;
  let newest = 0;
  let last = Promise.resolve();

  const display = (id: string, message: CallbackMessage["message"]): void => {
    if (shown.has(id)) return;
    if (id !== "") shown.add(id);
    show(message);
  };
  const present = async ({ id, channel, message }: MailboxMessage): Promise<void> => {
    if (shown.has(id)) return;
    if (channel === "callback" && isCalledBack() && delivers) {
      const arrival = new AbortController();
      awaited.set(id, arrival);
      await delay(clock, DELIVERY_WAIT, AbortSignal.any([signal, arrival.signal])).catch(() => {});
      awaited.delete(id);
      if (signal.aborted) return;
      if (!shown.has(id)) {
        delivers = false;
        remark("The callback channel does not deliver to this shell, so its messages come from the mailbox.");
      }
    }
    display(id, message);
  };
  return {
    deliver({ id, message }) {
      delivers = true;
      display(id, message);
      awaited.get(id)?.abort();
    },
    collect(messages) {
      for (const message of messages) {
        if (message.sequence <= newest) continue;
        newest = message.sequence;
        last = last.then(() => present(message));
      }
    },
    skip(sequence) {
      newest = Math.max(newest, sequence);
    },
    newest: () => newest,
    settled: () => last,
  };
}
