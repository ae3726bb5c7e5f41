import type { ConversationStore, Reminder } from "../storage/index.ts";
import type { RuntimeContext } from "./context.ts";

/** Pending reminders in due order, or all that are remembered. */
export async function listReminders(
  store: ConversationStore,
  filter: { readonly conversationId?: string; readonly all?: boolean },
): Promise<readonly Reminder[]> {
  return await store.listReminders({
    ...(filter.conversationId !== undefined && { conversationId: filter.conversationId }),
    ...(filter.all !== true && { status: "pending" as const }),
  });
}

/** Ends the pending reminder of that name. */
export async function cancelReminder(
  context: RuntimeContext,
  conversationId: string,
  name: string,
): Promise<boolean> {
  const { store, clock } = context.services;
  return await context.turns.inspect(conversationId, async () => {
    const reminder = await findPending(store, conversationId, name);
    if (reminder === undefined) return false;
    return await store.endReminder(reminder.id, "cancelled", "Cancelled by request.", clock.now());
  });
}

/** Makes the pending reminder due now and waits until it has been fired (or failed to). */
export async function runReminderNow(
  context: RuntimeContext,
  conversationId: string,
  name: string,
): Promise<boolean> {
  const { store, clock } = context.services;
  const reminder = await findPending(store, conversationId, name);
  if (reminder === undefined) return false;
  if (!(await store.rescheduleReminder(reminder.id, clock.now()))) return false;
  await context.scheduler.runNow(reminder.id);
  return true;
}

async function findPending(
  store: ConversationStore,
  conversationId: string,
  name: string,
): Promise<Reminder | undefined> {
  const [reminder] = await store.listReminders({ conversationId, name, status: "pending" });
  return reminder;
}
