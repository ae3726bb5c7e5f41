import { type Clock, createAlarm, type Logger, toErrorMessage } from "../base/index.ts";
import { createCoalescedWork } from "./coalesced.ts";
import { createDueLines } from "./due-lines.ts";

/** Work of conversations that the store keeps until it is done, and when it is due. */
export interface DueSource<Item> {
  /** For the log: `reminders`. */
  readonly name: string;
  /** When the earliest is due (epoch milliseconds), or null; given `after`, the earliest later one. */
  readonly earliest: (after?: number) => Promise<number | null>;
  /** What is due, none of the conversations `except`; no other process gets work of the same ones meanwhile. */
  readonly claim: (now: number, limit: number, except: readonly string[]) => Promise<readonly Item[]>;
  /** Never throws. */
  readonly release: (conversationId: string) => Promise<unknown>;
  /** Deletes what ended long ago; called often. */
  readonly forget: () => Promise<void>;
}

export interface DueWorkOptions<Item> {
  readonly source: DueSource<Item>;
  readonly clock: Clock;
  readonly logger: Logger;
  /**
   * One attempt at what is due. False: the store could not be told how it ended, so it is due as before, and the store
   * is left alone for a moment. Must not throw.
   */
  readonly attempt: (item: Item) => Promise<boolean>;
  /** Whether it can be done now (default: always). Where not it waits, and `nudge` says that it can again. */
  readonly isReady?: () => boolean;
  /**
   * Conversations whose work is done at once (default 64): bounds the rush after a downtime. Those of one moment share the
   * waits for the disk.
   */
  readonly concurrency?: number;
}

/** Does what is due. */
export interface DueWork {
  start(): Promise<void>;
  /** Begins nothing new and waits for what runs. */
  stop(): Promise<void>;
  /** Says that something was committed which is due at `at` (epoch milliseconds). */
  nudge(at: number): void;
  /** Says that something was committed which is due now. */
  lookNow(): void;
}

/** The store is read again at least this often, whatever the timers say. */
const REREAD_EVERY = 60_000;
/** Rows read at once: bounds memory however many are due. */
const BATCH = 200;
/** After the store failed. */
const PAUSE = 1_000;

/**
 * One timer, on the earliest row that waits. Conversations are claimed, so that one process at a time works on a line;
 * rows wait until the commit of their turn ends them, so a crash at any point leaves them to be found again. Never early:
 * a timer that comes too soon (the clock was set back) finds nothing due and is armed again. What is due in a conversation
 * is a line, done in due order; a line that takes long holds up no other.
 */
export function createDueWork<Item extends { readonly conversationId: string }>(
  options: DueWorkOptions<Item>,
): DueWork {
  const { source, clock, logger, concurrency = 64, isReady = () => true } = options;
  let isRunning = false;
  let pausedUntil = 0;

  const arm = (at: number | null): void => {
    if (isRunning) alarm.set(at ?? Number.POSITIVE_INFINITY);
  };
  const pause = (): void => {
    pausedUntil = clock.now() + PAUSE;
    arm(pausedUntil);
  };
  const isPaused = (): boolean => {
    const wait = pausedUntil - clock.now();
    return wait > 0 && wait <= PAUSE;
  };

  /** Starts lines while there is room for them; then sleeps until the next is due. */
  const readDue = async (): Promise<void> => {
    arm(null);
    while (isRunning && isReady() && lines.hasRoom() && !isPaused()) {
      const now = clock.now();
      const batch = await source.claim(now, BATCH, lines.active());
      if (!isRunning) return await releaseAll(source, batch);
      lines.add(batch);
      // What is due already runs, and the end of its line reads again.
      if (batch.length < BATCH) return arm(await source.earliest(now));
    }
  };
  const reading = createCoalescedWork(async () => {
    if (!isRunning) return;
    try {
      await readDue();
      if (isRunning) await source.forget();
    } catch (error) {
      logger.error(`reading the ${source.name} failed: ${toErrorMessage(error)}`);
      pause();
    }
  });
  const alarm = createAlarm(clock, { atLeastEvery: REREAD_EVERY, onWake: reading.request });
  const lines = createDueLines<Item>({
    concurrency,
    attempt: async (item) => {
      const isRecorded = await options.attempt(item);
      if (!isRecorded) pause();
      return isRecorded;
    },
    onEnd: async (conversationId) => {
      await source.release(conversationId);
    },
    onRoom: reading.request,
  });

  return {
    async start() {
      // First: what is committed while the store is read nudges already.
      isRunning = true;
      arm(await source.earliest());
    },
    async stop() {
      isRunning = false;
      alarm.cancel();
      await reading.settled();
      await lines.stop();
    },
    nudge: arm,
    lookNow: reading.request,
  };
}

/** What was claimed too late goes to another process. */
async function releaseAll<Item extends { readonly conversationId: string }>(
  source: DueSource<Item>,
  claimed: readonly Item[],
): Promise<void> {
  for (const conversationId of new Set(claimed.map((item) => item.conversationId))) {
    await source.release(conversationId);
  }
}
