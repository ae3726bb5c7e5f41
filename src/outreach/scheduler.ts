import type { Clock, Logger } from "../base/index.ts";
import type { ConversationStore, Reminder } from "../storage/index.ts";
import type { FireOutcome } from "./due-attempt.ts";
import { createDueWork, type DueWork } from "./due-work.ts";
import type { EndOccurrence } from "./end-occurrence.ts";
import { createForgetting } from "./forgetting.ts";
import { createLatenessRecord, type Lateness } from "./lateness.ts";
import { createReminderAttempt } from "./reminder-attempt.ts";

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
  /** As of all due work. */
  readonly concurrency?: number;
}

/** Fires reminders when they are due. */
export interface ReminderScheduler extends DueWork {
  lateness(): Lateness;
}

/** In due order per conversation. One whose action failed waits for its next attempt, and lets later ones by. */
export function createReminderScheduler(options: ReminderSchedulerOptions): ReminderScheduler {
  const { store, clock } = options;
  const lateness = createLatenessRecord();
  let startedAt = 0;
  const attempt = createReminderAttempt({ ...options, startedAt: () => startedAt });
  const work = createDueWork<Reminder>({
    ...options,
    source: {
      name: "reminders",
      earliest: store.earliestReminder,
      claim: store.claimDueReminders,
      release: (conversationId) => store.releaseLine("reminders", conversationId),
      forget: createForgetting(clock, store.forgetReminders),
    },
    async attempt(reminder) {
      const outcome = await attempt(reminder);
      if (outcome === "fired") lateness.add(clock.now() - heldUntil(reminder));
      return outcome !== "unrecorded";
    },
  });
  return {
    ...work,
    async start() {
      startedAt = clock.now();
      await work.start();
    },
    lateness: lateness.read,
  };
}

/** From when on it was late: waiting for the end of quiet hours is no lateness. */
function heldUntil({ heldBy, dueAt, nextAttemptAt }: Reminder): number {
  return heldBy === null ? dueAt : nextAttemptAt;
}
