import { REPLACED_REASON } from "../replaced.ts";
import type { ConversationStore, NewReminder, Reminder, ReminderChange, ReminderFilter } from "../store.ts";

type ReminderOperations = Pick<
  ConversationStore,
  | "earliestReminder"
  | "dueReminders"
  | "listReminders"
  | "postponeReminder"
  | "endReminder"
  | "forgetReminders"
>;

/** All reminders, pending or not, by id. */
export type ReminderRows = Map<string, Reminder>;

/** The reminder part of the contract. */
export function memoryReminders(rows: ReminderRows): ReminderOperations {
  const pending = (): Reminder[] => [...rows.values()].filter(({ status }) => status === "pending");
  const change = (id: string, update: (reminder: Reminder) => Partial<Reminder>): boolean => {
    const reminder = rows.get(id);
    if (reminder?.status !== "pending") return false;
    rows.set(id, { ...reminder, ...update(reminder) });
    return true;
  };
  return {
    async earliestReminder(after = Number.NEGATIVE_INFINITY) {
      const times = pending()
        .map(({ nextAttemptAt }) => nextAttemptAt)
        .filter((at) => at > after);
      return times.length === 0 ? null : times.reduce((left, right) => Math.min(left, right));
    },
    async dueReminders(now, limit, except = []) {
      const excepted = new Set(except);
      return pending()
        .filter(({ nextAttemptAt, conversationId }) => nextAttemptAt <= now && !excepted.has(conversationId))
        .sort(byDueTime)
        .slice(0, limit);
    },
    listReminders: async (filter = {}) =>
      [...rows.values()]
        .filter((reminder) => matches(reminder, filter))
        .sort(byDueTime)
        .slice(0, filter.limit),
    async postponeReminder(id, attempt) {
      change(id, () => ({ heldBy: null, ...attempt }));
    },
    async endReminder(id, { status, reason, at }, next) {
      const hasEnded = change(id, () => ({ status, reason, endedAt: at, heldBy: null }));
      if (hasEnded && next !== undefined) schedule(rows, next, at);
      return hasEnded;
    },
    async forgetReminders(endedBefore, limit) {
      const old = [...rows.values()]
        .filter(({ endedAt }) => endedAt !== null && endedAt < endedBefore)
        .slice(0, limit);
      for (const { id } of old) rows.delete(id);
      return old.length;
    },
  };
}

/** Whether the reminder is one of the conversation's pending ones. */
export function isPendingIn(rows: ReminderRows, conversationId: string, id: string): boolean {
  const row = rows.get(id);
  return row?.status === "pending" && row.conversationId === conversationId;
}

/** One change of a commit, after it was checked. */
export function applyReminderChange(
  rows: ReminderRows,
  conversationId: string,
  change: ReminderChange,
  at: number,
): void {
  if (change.type === "schedule") {
    schedule(rows, { ...change.reminder, conversationId }, at);
    return;
  }
  const row = rows.get(change.id);
  if (row === undefined || !isPendingIn(rows, conversationId, change.id)) return;
  const status = change.type === "fired" ? "fired" : change.status;
  rows.set(change.id, { ...row, status, reason: change.reason ?? null, endedAt: at, heldBy: null });
}

function schedule(rows: ReminderRows, reminder: NewReminder, at: number): void {
  const { conversationId, name } = reminder;
  for (const row of rows.values()) {
    if (row.status !== "pending" || row.conversationId !== conversationId || row.name !== name) continue;
    rows.set(row.id, { ...row, status: "replaced", reason: REPLACED_REASON, endedAt: at, heldBy: null });
  }
  rows.set(reminder.id, {
    ...reminder,
    nextAttemptAt: reminder.dueAt,
    heldBy: null,
    status: "pending",
    reason: null,
    attempts: 0,
    createdAt: at,
    endedAt: null,
  });
}

function matches(reminder: Reminder, { conversationId, id, name, status, after }: ReminderFilter): boolean {
  return (
    (conversationId === undefined || reminder.conversationId === conversationId) &&
    (id === undefined || reminder.id === id) &&
    (name === undefined || reminder.name === name) &&
    (status === undefined || reminder.status === status) &&
    (after === undefined || byDueTime(reminder, after) > 0)
  );
}

type Place = Pick<Reminder, "dueAt" | "createdAt" | "id">;

function byDueTime(left: Place, right: Place): number {
  return left.dueAt - right.dueAt || left.createdAt - right.createdAt || compare(left.id, right.id);
}

function compare(left: string, right: string): number {
  return left === right ? 0 : left < right ? -1 : 1;
}
