import { createAlarm, toErrorMessage } from "../base/index.ts";
import type { ConversationStore, StoredMessage } from "../storage/index.ts";
import { type AwaitedMessages, createAwaitedMessages } from "./awaited-messages.ts";
import { createCoalescedWork } from "./coalesced.ts";
import { createDelivery } from "./delivery.ts";
import { createDeliveryAttempts, type DeliveryAttemptOptions } from "./delivery-attempt.ts";
import { createLines } from "./lines.ts";
import { createMessageRetention } from "./message-retention.ts";

export interface CourierOptions extends DeliveryAttemptOptions {
  readonly store: ConversationStore;
  /** Called after each attempt with the message as it is then, also when another process made it. */
  readonly onSettled: (message: StoredMessage) => void;
  /** Called after each attempt of this process, before `onSettled`. */
  readonly onTried?: (message: StoredMessage) => void;
  /** Called when a receiver has said that the address of a message is gone. */
  readonly onAddressGone?: (message: StoredMessage) => void;
  /** Conversations delivered to at once (default 64). */
  readonly concurrency?: number;
}

/** Delivers committed messages: at least once, in order per conversation and channel, with retries. */
export interface Courier extends AwaitedMessages {
  start(): Promise<void>;
  /** Delivers what can be delivered at once, for two seconds at most, then ends what still runs. */
  stop(): Promise<void>;
  /**
   * Says that messages of a conversation were committed; or that the person `isThere`, so that what waits for its next
   * attempt is tried now.
   */
  nudge(conversationId: string, isThere?: boolean): void;
  /** Says that a message was queued once more by request, so that its receiver may be there again. */
  revive(message: StoredMessage): void;
  /** Says that another process may have left messages. */
  lookAgain(): void;
}

const REREAD_EVERY = 60_000;
const BATCH = 500;
/** Conversations that wait for room in memory; more are found in the store again. */
const MOST_WAITING = 10_000;
/** After the store failed. */
const PAUSE = 1_000;
/** What is delivered when the courier stops has this long to end, in milliseconds. */
const STOP_GRACE = 2_000;

/**
 * Each conversation's channel is a line: its oldest queued message is tried until it is delivered or given up, then
 * the next. Lines run side by side. A crash after a delivery and before it is recorded repeats it with the same id.
 */
export function createCourier(options: CourierOptions): Courier {
  const { store, clock } = options;
  const awaited = createAwaitedMessages(options);
  const attempts = createDeliveryAttempts(options);
  const forgetMessages = createMessageRetention(options);
  let [isRunning, isBacklog] = [false, false];

  const arm = (at: number | null): void => {
    if (isRunning) alarm.set(at ?? Number.POSITIVE_INFINITY);
  };
  const guarded = (what: string, work: () => Promise<void>): Promise<void> =>
    work().catch((error: unknown) => {
      options.logger.error(`${what} failed: ${toErrorMessage(error)}`);
      arm(clock.now() + PAUSE);
    });
  const readDue = async (): Promise<void> => {
    if (!isRunning) return;
    arm(null);
    const nextAt = await runDue(options, lines.run);
    isBacklog = nextAt === "backlog";
    if (nextAt !== "backlog") arm(nextAt);
    await forgetMessages(() => isRunning);
  };
  const reading = createCoalescedWork(() => guarded("reading the outbox", readDue));
  const alarm = createAlarm(clock, { atLeastEvery: REREAD_EVERY, onWake: reading.request });

  const delivery = createDelivery({
    store,
    clock,
    attempt: attempts.run,
    waitUntil: arm,
    onAddressGone: (message) => options.onAddressGone?.(message),
    onSettled: (message) => awaited.hear(message, "here"),
  });
  const isStillRunning = () => isRunning;
  const deliver = (id: string): Promise<void> =>
    deliverAlone(store, id, (heads) => delivery.run(id, heads, isStillRunning), lines.run);
  const lines = createLines({
    work: (id) => guarded("delivering", () => deliver(id)),
    concurrency: options.concurrency ?? 64,
    onRoom: () => isBacklog && reading.request(),
  });

  return {
    async start() {
      isRunning = true;
      reading.request();
      await reading.settled();
    },
    async stop() {
      isBacklog = false;
      const grace = clock.schedule(clock.now() + STOP_GRACE, () => {
        isRunning = false;
        attempts.abort("the server is stopping");
      });
      await lines.idle();
      isRunning = false;
      for (const timer of [alarm, grace]) timer.cancel();
      await Promise.all([lines.stop(), reading.settled()]);
    },
    nudge(conversationId, isThere = false) {
      if (isThere) delivery.wake(conversationId);
      if (lines.waiting() < MOST_WAITING) lines.run(conversationId);
      else isBacklog = true;
    },
    revive(message) {
      attempts.revive(message);
      lines.run(message.conversationId);
    },
    ...awaited,
    lookAgain: reading.request,
  };
}

/**
 * Runs the lines of what is due, and says when to look again, if not when there is room for more. What is due already
 * runs, and its line sets the alarm for what it has to wait for.
 */
async function runDue(
  { store, clock }: CourierOptions,
  run: (conversationId: string) => void,
): Promise<number | null | "backlog"> {
  const now = clock.now();
  const due = await store.dueDeliveries(now, BATCH);
  for (const { conversationId } of due) run(conversationId);
  return due.length === BATCH ? "backlog" : await store.earliestDelivery(now);
}

/** One process at a time delivers to a conversation, so that its order is kept. */
async function deliverAlone(
  store: ConversationStore,
  conversationId: string,
  deliver: (heads: readonly StoredMessage[]) => Promise<void>,
  again: (conversationId: string) => void,
): Promise<void> {
  const heads = await store.claimDeliveries(conversationId);
  if (heads === null) return;
  try {
    await deliver(heads);
  } finally {
    // Another process committed a message meanwhile, and could not deliver it.
    if (await store.releaseLine("deliveries", conversationId)) again(conversationId);
  }
}
