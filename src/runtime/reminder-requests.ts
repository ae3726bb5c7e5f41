import { TsbotError, toErrorMessage } from "../base/index.ts";
import { type Duration, planSnooze, type Snooze } from "../outreach/index.ts";
import {
  type ConversationStore,
  isStoreTrouble,
  type Reminder,
  type ReminderChange,
} from "../storage/index.ts";
import type { ReminderRun } from "./assistant.ts";
import type { RuntimeContext } from "./context.ts";
import { fireReminder } from "./firing.ts";

/** Ends the pending reminder of that name; null when there is none. */
export async function cancelReminder(
  context: RuntimeContext,
  conversationId: string,
  name: string,
): Promise<Reminder | null> {
  const { store, clock } = context.services;
  return await context.turns.inTurn(conversationId, async () => {
    const reminder = await findPending(store, conversationId, name);
    if (reminder === undefined) return null;
    await store.endReminder(reminder.id, {
      status: "cancelled",
      reason: "Cancelled by request.",
      at: clock.now(),
    });
    const [after = reminder] = await store.listReminders({ conversationId, id: reminder.id });
    return after;
  });
}

/**
 * Fires the pending reminder now; null when there is none. One that could not be fired is pending and due as it was:
 * the attempt was extra.
 */
export async function runReminderNow(
  context: RuntimeContext,
  conversationId: string,
  name: string,
): Promise<ReminderRun | null> {
  const { store } = context.services;
  const reminder = await findPending(store, conversationId, name);
  if (reminder === undefined) return null;
  const problem = await fireReminder(context, reminder, { ignoresQuietHours: true }).then(
    () => null,
    (error: unknown) => {
      if (isRefusal(error)) throw error;
      return toErrorMessage(error);
    },
  );
  const [after = reminder] = await store.listReminders({ conversationId, id: reminder.id });
  return { reminder: after, problem: after.status === "fired" ? null : (problem ?? after.reason) };
}

/** Puts the pending reminder of that name off, or the one that fired last; null when there is neither. */
export async function snoozeReminder(
  context: RuntimeContext,
  {
    conversationId,
    name,
    by,
  }: { readonly conversationId: string; readonly name: string; readonly by: Duration },
): Promise<Reminder | null> {
  const { store, clock, createId } = context.services;
  const planned: Snooze[] = [];
  const pending: Reminder[] = [];
  await context.turns.run({
    conversationId,
    input: async () => {
      // Decided again when the commit was refused.
      planned.length = 0;
      pending.splice(
        0,
        pending.length,
        ...(await store.listReminders({ conversationId, name, status: "pending" })),
      );
      const fired = await store.listReminders({ conversationId, name, status: "fired" });
      const snooze = planSnooze({ pending: pending[0] ?? null, fired, by, now: clock.now(), createId });
      if (snooze === null) return null;
      planned.push(snooze);
      return { kind: "events", events: [] };
    },
    route: () => null,
    reminders: () =>
      planned.flatMap(({ reason, reminder }): ReminderChange[] => [
        ...pending.map(({ id }) => ({ type: "end", id, status: "replaced", reason }) as const),
        { type: "schedule", reminder },
      ]),
  });
  const [snooze] = planned;
  if (snooze === undefined) return null;
  const [after] = await store.listReminders({ conversationId, id: snooze.reminder.id });
  return after ?? null;
}

/** That is no failure of the reminder, and a later request will do. */
function isRefusal(error: unknown): boolean {
  if (isStoreTrouble(error)) return true;
  return TsbotError.isInstance(error) && ["runtime/draining", "base/busy"].includes(error.code);
}

async function findPending(
  store: ConversationStore,
  conversationId: string,
  name: string,
): Promise<Reminder | undefined> {
  const [reminder] = await store.listReminders({ conversationId, name, status: "pending" });
  return reminder;
}
