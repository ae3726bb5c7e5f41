import { type Clock, type Logger, toErrorMessage } from "../base/index.ts";
import type { ConversationStore } from "../storage/index.ts";

interface GaugeOptions {
  readonly store: ConversationStore;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Queued messages from which on the outbox is full. */
  readonly most: number;
}

/** Knows roughly how many messages are queued, so that a receiver that is gone does not fill the disk. */
export interface OutboxGauge {
  /** Counts anew what the store has. */
  start(): Promise<void>;
  /** So many were queued, or with a minus have left the outbox. */
  add(messages: number): void;
  isFull(): boolean;
}

/** What other processes do to the same store shows after this long at most, in milliseconds; sooner while it is full. */
const COUNT_EVERY = 60_000;
const COUNT_EVERY_WHEN_FULL = 5_000;

export function createOutboxGauge({ store, clock, logger, most }: GaugeOptions): OutboxGauge {
  let queued = 0;
  let countedAt = Number.NEGATIVE_INFINITY;
  /** What came and went while the store was counting. */
  let meanwhile = 0;

  const count = async (): Promise<void> => {
    countedAt = clock.now();
    meanwhile = 0;
    try {
      queued = (await store.countOutbox()).queued + meanwhile;
    } catch (error) {
      logger.error(`counting the outbox failed: ${toErrorMessage(error)}`);
    }
  };
  const isOutdated = (): boolean => {
    const age = Math.abs(clock.now() - countedAt);
    return age >= (queued >= most ? COUNT_EVERY_WHEN_FULL : COUNT_EVERY);
  };

  return {
    start: count,
    add(messages) {
      queued = Math.max(0, queued + messages);
      meanwhile += messages;
    },
    isFull() {
      if (isOutdated()) void count();
      return queued >= most;
    },
  };
}
