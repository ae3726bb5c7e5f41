import { type Clock, createAlarm, type Logger, toErrorMessage } from "../base/index.ts";
import type { ConversationStore, Reminder } from "../storage/index.ts";
import { createCoalescedWork } from "./coalesced.ts";
import type { EndOccurrence } from "./end-occurrence.ts";
import { createForgetting } from "./forgetting.ts";
import { createLatenessRecord, type Lateness } from "./lateness.ts";
import { createReminderAttempt, type FireOutcome } from "./reminder-attempt.ts";
import { createReminderLines } from "./reminder-lines.ts";

export interface ReminderSchedulerOptions {
  readonly store: ConversationStore;
  readonly clock: Clock;
  readonly logger: Logger;
  /**
   * Fires one due reminder: one committed turn (`fired`), or nothing because it is no longer pending (`skipped`) or
   * waits for the end of quiet hours (`held`). Throws to be tried again.
   */
  readonly fire: (reminder: Reminder) => Promise<FireOutcome>;
  /** Ends one that cannot fire. */
  readonly endOccurrence: EndOccurrence;
  /** Whether they can be fired now (default: always). Where not they wait, and `nudge` says that they can again. */
  readonly isReady?: () => boolean;
  /** Conversations whose reminders fire at once (default 16): bounds the rush after a downtime. */
  readonly concurrency?: number;
}

/** Fires reminders when they are due. */
export interface ReminderScheduler {
  start(): Promise<void>;
  /** Takes no new reminders and waits for the running ones. */
  stop(): Promise<void>;
  /** Says that a reminder was committed which is due at `at` (epoch milliseconds). */
  nudge(at: number): void;
  lateness(): Lateness;
}

/** The store is read again at least this often, whatever the timers say. */
const REREAD_EVERY = 60_000;
/** Reminders read at once: bounds memory however many are due. */
const BATCH = 200;
/** After the store failed. */
const PAUSE = 1_000;

/**
 * One timer, on the earliest pending row. Conversations are claimed, so that one process at a time fires a line; rows stay pending until the commit of their turn ends
 * them, so a crash at any point leaves them to be fired again. Never early: a timer that comes too soon (the clock was
 * set back) finds nothing due and is armed again. Each conversation's due reminders are a line, fired in due order; a
 * line that takes long holds up no other. One whose action failed waits for its next attempt, and lets later ones by.
 */
export function createReminderScheduler(options: ReminderSchedulerOptions): ReminderScheduler {
  const { store, clock, logger, concurrency = 16, isReady = () => true } = options;
  const lateness = createLatenessRecord();
  let isRunning = false;
  let startedAt = 0;
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

  /** Starts lines while there is room for them; then sleeps until the next reminder is due. */
  const readDue = async (): Promise<void> => {
    arm(null);
    while (isRunning && isReady() && lines.hasRoom() && !isPaused()) {
      const now = clock.now();
      const batch = await store.claimDueReminders(now, BATCH, lines.active());
      if (!isRunning) return await releaseLines(store, batch);
      lines.add(batch);
      // What is due already runs, and the end of its line reads again.
      if (batch.length < BATCH) return arm(await store.earliestReminder(now));
    }
  };
  const reading = createCoalescedWork(async () => {
    try {
      await readDue();
      if (isRunning) await forget();
    } catch (error) {
      logger.error(`reading the reminders failed: ${toErrorMessage(error)}`);
      pause();
    }
  });
  const forget = createForgetting(options);
  const alarm = createAlarm(clock, { atLeastEvery: REREAD_EVERY, onWake: reading.request });
  const lines = createReminderLines({
    clock,
    concurrency,
    attempt: createReminderAttempt({ ...options, startedAt: () => startedAt }),
    onFired: lateness.add,
    onUnrecorded: pause,
    onEnd: async (conversationId) => {
      await store.releaseLine("reminders", conversationId);
    },
    onRoom: reading.request,
  });

  return {
    async start() {
      startedAt = clock.now();
      // First: what is committed while the store is read nudges already.
      isRunning = true;
      arm(await store.earliestReminder());
    },
    async stop() {
      isRunning = false;
      alarm.cancel();
      await reading.settled();
      await lines.stop();
    },
    nudge: arm,
    lateness: lateness.read,
  };
}

/** What was claimed too late goes to another process. */
async function releaseLines(store: ConversationStore, claimed: readonly Reminder[]): Promise<void> {
  for (const conversationId of new Set(claimed.map((reminder) => reminder.conversationId))) {
    await store.releaseLine("reminders", conversationId);
  }
}
