import { toIsoTime } from "../base/index.ts";
import { type ConversationEvent, type Tracker, timeZoneOf } from "../conversation/index.ts";
import type { TurnPlan } from "../dialogue/index.ts";
import { afterChanges, concernsReminders, planReminderChanges } from "../outreach/index.ts";
import type { NewReminder, Reminder, ReminderChange } from "../storage/index.ts";
import type { ConversationState } from "./conversation-cache.ts";
import type { RuntimeServices } from "./services.ts";

interface ReminderTurn extends TurnPlan {
  readonly isFromPerson: boolean;
  /** What the turn does to reminders by itself, before its events. */
  readonly changes: readonly ReminderChange[];
}

/** What a turn's events do to the conversation's reminders; events that cannot be carried out are logged. */
export async function planReminders(
  services: RuntimeServices,
  state: ConversationState,
  plan: ReminderTurn,
): Promise<readonly ReminderChange[]> {
  // Most turns that nobody wrote to begin leave reminders alone, and read none.
  if (!plan.events.some((event) => concernsReminders(event, plan.isFromPerson))) return [];
  const schedules = plan.events.some(({ event }) => event === "reminder" || event === "snooze_reminder");
  if (!state.mayHaveReminders && !schedules) return [];
  const { conversationId } = plan.tracker;
  const stored = state.mayHaveReminders
    ? await services.store.listReminders({ conversationId, status: "pending" })
    : [];
  const pending = afterChanges(stored, plan.changes);
  if (pending.length === 0 && !schedules) return [];
  const { changes, problems } = planReminderChanges({
    conversationId,
    events: plan.events,
    isFromPerson: plan.isFromPerson,
    pending,
    fired: await readFired(services, plan),
    now: services.clock.now(),
    timeZone: { ...services.timeZones, conversation: timeZoneOf(plan.tracker) },
    createId: services.createId,
  });
  for (const problem of problems) {
    services.logger.warn(problem.message, { conversationId, hint: problem.hint });
  }
  for (const change of changes) {
    if (change.type !== "schedule") continue;
    const { name, dueAt } = change.reminder;
    services.logger.debug("reminder set", { conversationId, reminder: name, due: toIsoTime(dueAt) });
  }
  return [...changes, ...rewound(state.tracker, plan, pending)];
}

/** Those that fired, of the names that the turn snoozes. */
async function readFired(
  { store }: RuntimeServices,
  { events, tracker: { conversationId } }: TurnPlan,
): Promise<readonly Reminder[]> {
  const names = new Set(events.flatMap((event) => (event.event === "snooze_reminder" ? [event.name] : [])));
  const found: Reminder[] = [];
  for (const name of names) {
    found.push(...(await store.listReminders({ conversationId, name, status: "fired" })));
  }
  return found;
}

/** A turn that was taken back takes its reminders with it. */
function rewound(
  before: Tracker,
  plan: TurnPlan,
  pending: readonly NewReminder[],
): readonly ReminderChange[] {
  if (!plan.events.some((event) => event.event === "rewind" || event.event === "undo")) return [];
  const after = plan.tracker.recentEvents.toArray();
  const kept = reminderNames(after);
  // What merely aged out of the window was not taken back.
  const oldest = after[0]?.timestamp ?? 0;
  const gone = reminderNames(
    before.recentEvents.toArray().filter((event) => (event.timestamp ?? 0) >= oldest),
  );
  return pending
    .filter((reminder) => gone.has(reminder.name) && !kept.has(reminder.name))
    .map(({ id }) => ({
      type: "end",
      id,
      status: "cancelled",
      reason: "The turn that set it was taken back.",
    }));
}

function reminderNames(events: readonly ConversationEvent[]): ReadonlySet<string | null> {
  return new Set(events.filter((event) => event.event === "reminder").map((event) => event.name));
}
