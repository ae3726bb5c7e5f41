import { type NewReminder, REPLACED_REASON, type ReminderChange } from "../storage/index.ts";

/** The pending reminders of a conversation while a turn changes them, and the changes so far. */
export interface PendingReminders {
  all(): readonly NewReminder[];
  /** The pending one of a name, or the one that this turn ended. */
  find(name: string): NewReminder | null;
  end(ended: readonly NewReminder[], status: "cancelled" | "replaced", reason: string): void;
  /** Takes the place of the pending one of its name, which ends as replaced for that reason. */
  schedule(reminder: NewReminder, reason?: string): void;
  changes(): readonly ReminderChange[];
}

export function createPendingReminders(given: readonly NewReminder[]): PendingReminders {
  const changes: ReminderChange[] = [];
  let pending = given;
  let ended: readonly NewReminder[] = [];

  const end: PendingReminders["end"] = (gone, status, reason) => {
    for (const { id } of gone) changes.push({ type: "end", id, status, reason });
    pending = pending.filter((reminder) => !gone.includes(reminder));
    ended = [...ended, ...gone];
  };
  return {
    all: () => pending,
    find: (name) => [...pending, ...ended].find((reminder) => reminder.name === name) ?? null,
    end,
    schedule(reminder, reason = REPLACED_REASON) {
      const namesakes = pending.filter(({ name }) => name === reminder.name);
      end(namesakes, "replaced", reason);
      changes.push({ type: "schedule", reminder });
      pending = [...pending, reminder];
    },
    changes: () => changes,
  };
}

/** What is pending once some changes are made true. */
export function afterChanges(
  pending: readonly NewReminder[],
  changes: readonly ReminderChange[],
): readonly NewReminder[] {
  let after = pending;
  for (const change of changes) {
    if (change.type === "schedule") {
      after = [...after.filter(({ name }) => name !== change.reminder.name), change.reminder];
    } else after = after.filter(({ id }) => id !== change.id);
  }
  return after;
}
