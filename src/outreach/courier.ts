import { createAlarm, toErrorMessage } from "../base/index.ts";
import type { ConversationStore, DeliveryOutcome, StoredMessage } from "../storage/index.ts";
import { createDeliveryAttempt, type DeliveryAttemptOptions } from "./delivery-attempt.ts";
import { createLines } from "./lines.ts";
import { waitForMessages } from "./wait-for-messages.ts";

export interface CourierOptions extends DeliveryAttemptOptions {
  readonly store: ConversationStore;
  /** Called after each attempt with the message as it is then. */
  readonly onSettled: (message: StoredMessage) => void;
  /** Conversations delivered to at once (default 32). */
  readonly concurrency?: number;
}

/** Delivers committed messages: at least once, in order per conversation and channel, with retries. */
export interface Courier {
  start(): Promise<void>;
  /** Finishes running attempts (bounded by their own timeout) and begins no new ones. */
  stop(): Promise<void>;
  /** Says that messages of a conversation were committed. */
  nudge(conversationId: string): void;
  /** The messages once each has been tried, or as they are after `timeout` milliseconds. */
  waitFor(messages: readonly StoredMessage[], timeout: number): Promise<readonly StoredMessage[]>;
}

const REREAD_EVERY = 60_000;
const BATCH = 500;
/** Attempts that run when the courier stops have this long to end, in milliseconds. */
const STOP_GRACE = 2_000;
/**
 * Each conversation's channel is a line: its oldest queued message is tried until it is delivered or given up, then
 * the next. Lines run side by side. A crash after a delivery and before it is recorded repeats it with the same id.
 */
export function createCourier(options: CourierOptions): Courier {
  const { store, clock, logger } = options;
  const waiters = new Set<(message: StoredMessage) => void>();
  const stopping = new AbortController();
  const attempt = createDeliveryAttempt(options, stopping.signal);
  let isRunning = false;
  const alarm = createAlarm(clock, { atLeastEvery: REREAD_EVERY, onWake: () => void readDue() });
  const arm = (at: number): void => {
    if (isRunning) alarm.set(at);
  };

  const guarded = async (what: string, work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      logger.error(`${what} failed: ${toErrorMessage(error)}`);
      arm(clock.now() + 1_000);
    }
  };

  const readDue = (): Promise<void> =>
    guarded("reading the outbox", async () => {
      const due = await store.dueDeliveries(clock.now(), BATCH);
      for (const message of due) lines.run(message.conversationId);
      const earliest = await store.earliestDelivery();
      // What is due already is running, and its line sets the alarm for what it has to wait for.
      arm(due.length === BATCH ? clock.now() + 50 : later(earliest, clock.now()));
    });

  /** Everything of a conversation that may be tried now, in order; a channel that has to wait blocks only itself. */
  const deliver = (conversationId: string): Promise<void> =>
    guarded("delivering", async () => {
      const blocked = new Set<string>();
      while (isRunning) {
        const next = tryable(await store.queuedDeliveries(conversationId), blocked);
        if (next.length === 0) return;
        for (const message of next) if (!(await tryOnce(message))) blocked.add(channelOf(message));
      }
    });
  const lines = createLines(deliver, options.concurrency ?? 32);

  /** False when what comes after has to wait. */
  const tryOnce = async (message: StoredMessage): Promise<boolean> => {
    if ((message.nextAttemptAt ?? 0) > clock.now()) {
      arm(message.nextAttemptAt ?? 0);
      return false;
    }
    const outcome = await attempt(message);
    await store.settleDelivery(message, outcome);
    const settled = afterOutcome(message, outcome);
    options.onSettled(settled);
    for (const waiter of waiters) waiter(settled);
    if (outcome.status === "queued") arm(outcome.nextAttemptAt);
    return outcome.status !== "queued";
  };

  return {
    async start() {
      isRunning = true;
      await readDue();
    },
    async stop() {
      isRunning = false;
      alarm.cancel();
      const grace = clock.schedule(clock.now() + STOP_GRACE, () =>
        stopping.abort(new Error("the server is stopping")),
      );
      await lines.stop();
      grace.cancel();
    },
    nudge: (conversationId) => {
      if (isRunning) lines.run(conversationId);
    },
    waitFor: (messages, timeout) => waitForMessages(messages, { clock, waiters, timeout }),
  };
}

function later(time: number | null, now: number): number {
  return time === null || time <= now ? Number.POSITIVE_INFINITY : time;
}

function channelOf({ deliverTo }: StoredMessage): string {
  return deliverTo?.channel ?? "";
}

/** The oldest message of each channel that is not blocked. */
function tryable(messages: readonly StoredMessage[], blocked: ReadonlySet<string>): readonly StoredMessage[] {
  const first = new Map<string, StoredMessage>();
  for (const message of messages) {
    const channel = channelOf(message);
    if (!blocked.has(channel) && !first.has(channel)) first.set(channel, message);
  }
  return [...first.values()];
}

function afterOutcome(message: StoredMessage, outcome: DeliveryOutcome): StoredMessage {
  return {
    ...message,
    attempts: message.attempts + 1,
    status: outcome.status,
    nextAttemptAt: outcome.status === "queued" ? outcome.nextAttemptAt : null,
    reason: outcome.status === "delivered" ? null : outcome.reason,
  };
}
