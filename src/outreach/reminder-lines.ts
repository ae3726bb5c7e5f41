import type { Clock } from "../base/index.ts";
import type { Reminder } from "../storage/index.ts";
import { createLines } from "./lines.ts";
import type { AttemptOutcome } from "./reminder-attempt.ts";

/** Due reminders on their way: one line for each conversation, in due order. */
export interface ReminderLines {
  /** Takes reminders of conversations that are not `active`. */
  add(reminders: readonly Reminder[]): void;
  /** Conversations with a line. */
  active(): readonly string[];
  hasRoom(): boolean;
  /** Ends each line after the attempt that runs. */
  stop(): Promise<void>;
}

interface ReminderLinesOptions {
  readonly clock: Clock;
  readonly attempt: (reminder: Reminder) => Promise<AttemptOutcome>;
  readonly concurrency: number;
  readonly onFired: (lateBy: number) => void;
  /** The store could not be told how an attempt ended: the reminder is due as before. */
  readonly onUnrecorded: () => void;
  /** A line has ended, however it did. Must not throw. */
  readonly onEnd: (conversationId: string) => Promise<void>;
  readonly onRoom: () => void;
}

export function createReminderLines(options: ReminderLinesOptions): ReminderLines {
  const { clock, attempt } = options;
  const due = new Map<string, readonly Reminder[]>();
  let isStopped = false;

  const fireLine = async (conversationId: string): Promise<void> => {
    const reminders = due.get(conversationId) ?? [];
    due.delete(conversationId);
    for (const reminder of reminders) {
      const outcome = await attempt(reminder);
      if (outcome === "fired") options.onFired(clock.now() - heldUntil(reminder));
      if (outcome === "unrecorded") return options.onUnrecorded();
      if (isStopped) return;
    }
  };
  const work = async (conversationId: string): Promise<void> => {
    await fireLine(conversationId);
    await options.onEnd(conversationId);
  };
  const lines = createLines({ work, concurrency: options.concurrency, onRoom: options.onRoom });

  return {
    add(reminders) {
      for (const [conversationId, line] of groupByConversation(reminders)) {
        due.set(conversationId, line);
        lines.run(conversationId);
      }
    },
    active: lines.active,
    hasRoom: lines.hasRoom,
    async stop() {
      isStopped = true;
      await lines.stop();
      for (const conversationId of due.keys()) await options.onEnd(conversationId);
      due.clear();
    },
  };
}

/** From when on it was late: waiting for the end of quiet hours is no lateness. */
function heldUntil({ heldBy, dueAt, nextAttemptAt }: Reminder): number {
  return heldBy === null ? dueAt : nextAttemptAt;
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
