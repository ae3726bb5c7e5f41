import { type Clock, createAlarm, type Logger, toErrorMessage } from "../base/index.ts";
import type { ConversationStore, Reminder } from "../storage/index.ts";
import { createReminderAttempt } from "./reminder-attempt.ts";

export interface ReminderSchedulerOptions {
  readonly store: ConversationStore;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Fires one due reminder: one committed turn. Throws to be tried again. */
  readonly fire: (reminder: Reminder) => Promise<"fired" | "skipped">;
  /** Reminders fired at once, of different conversations (default 16). */
  readonly concurrency?: number;
}

/** Fires reminders when they are due. */
export interface ReminderScheduler {
  start(): Promise<void>;
  /** Takes no new reminders and waits for the running ones. */
  stop(): Promise<void>;
  /** Says that a reminder was committed which is due at `at` (epoch milliseconds). */
  nudge(at: number): void;
  /** Fires a pending reminder that is due now; resolves when that was tried. */
  runNow(id: string): Promise<void>;
}

/** The store is read again at least this often, whatever the timers say. */
const REREAD_EVERY = 60_000;

/** Reminders read at once: bounds memory however many are due. */
const BATCH = 200;

/**
 * One timer, on the earliest pending row. Nothing is claimed: rows stay pending until the commit of their turn ends
 * them, so a crash at any point leaves them to be fired again. Never early: a timer that comes too soon (the clock was
 * set back) finds nothing due and is armed again.
 */
export function createReminderScheduler(options: ReminderSchedulerOptions): ReminderScheduler {
  const { store, clock, logger, concurrency = 16 } = options;
  const attempt = createReminderAttempt(options);
  let isRunning = false;
  let round: Promise<void> = Promise.resolve();
  let isRoundQueued = false;
  const alarm = createAlarm(clock, { atLeastEvery: REREAD_EVERY, onWake: () => queueRound() });

  const queueRound = (): void => {
    if (isRoundQueued || !isRunning) return;
    isRoundQueued = true;
    round = round.then(async () => {
      isRoundQueued = false;
      await runRound();
    });
  };

  const runRound = async (): Promise<void> => {
    try {
      let due = await store.dueReminders(clock.now(), BATCH);
      while (due.length > 0 && isRunning) {
        await fireAll(due);
        due = await store.dueReminders(clock.now(), BATCH);
      }
      if (isRunning) alarm.set((await store.earliestReminder()) ?? Number.POSITIVE_INFINITY);
    } catch (error) {
      logger.error(`reading the reminders failed: ${toErrorMessage(error)}`);
      alarm.set(clock.now() + 1_000);
    }
  };

  /** Different conversations side by side, each conversation's reminders in due order. */
  const fireAll = async (due: readonly Reminder[]): Promise<void> => {
    const lines = [...groupByConversation(due).values()];
    const worker = async (): Promise<void> => {
      for (let line = lines.shift(); line !== undefined; line = lines.shift()) {
        for (const reminder of line) if (isRunning) await attempt(reminder);
      }
    };
    await Promise.all(Array.from({ length: Math.min(concurrency, lines.length) }, worker));
  };

  return {
    async start() {
      isRunning = true;
      alarm.set((await store.earliestReminder()) ?? Number.POSITIVE_INFINITY);
    },
    async stop() {
      isRunning = false;
      alarm.cancel();
      await round;
    },
    nudge(at) {
      if (isRunning) alarm.set(at);
    },
    async runNow(id) {
      const pending = await store.listReminders({ status: "pending" });
      const reminder = pending.find((row) => row.id === id);
      if (reminder !== undefined) await attempt(reminder);
    },
  };
}

function groupByConversation(reminders: readonly Reminder[]): ReadonlyMap<string, Reminder[]> {
  const lines = new Map<string, Reminder[]>();
  for (const reminder of reminders) {
    const line = lines.get(reminder.conversationId);
    if (line === undefined) lines.set(reminder.conversationId, [reminder]);
    else line.push(reminder);
  }
  return lines;
}
