import { type JsonValue, TsbotError } from "../../../src/base/index.ts";
import type { ReminderCancelled } from "../../../src/conversation/index.ts";
import type { ConversationStore, NewReminder, Reminder, ReminderChange } from "../../../src/storage/index.ts";
import type { PlantedBug, Ports } from "./planted-bug.ts";
import { afterCommit, changingCommit, type Plant } from "./planting.ts";

const ENDING = { status: "cancelled", reason: "By a planted bug.", at: 0 } as const;
const SECOND = 1_000;
const SESSION = 60 * 60 * SECOND;

export const reminderBugs: readonly PlantedBug[] = [
  {
    name: "identity of a reminder is its name alone",
    like: "D1",
    plant: afterCommit(async ({ store }, { conversationId, reminders }) => {
      for (const { name } of scheduled(reminders))
        for (const other of await store.listReminders({ name, status: "pending" }))
          if (other.conversationId !== conversationId) await store.endReminder(other.id, ENDING);
    }),
  },
  {
    name: "cancelling all reaches conversations whose id begins with this one's",
    like: "D2",
    plant: afterCommit(async ({ store }, { conversationId, events }) => {
      if (!events.some((event) => event.event === "cancel_reminder" && event.name === undefined)) return;
      for (const other of await store.listReminders({ status: "pending" }))
        if (other.conversationId !== conversationId && other.conversationId.startsWith(conversationId))
          await store.endReminder(other.id, ENDING);
    }),
  },
  {
    name: "a reminder that outlives the session is dropped",
    like: "D3",
    plant: withoutDue(async ({ store }, { conversationId }, now) => {
      const events = await store.readEvents(conversationId);
      const latest = events.findLast(({ event }) => event.event === "user")?.event.timestamp ?? 0;
      return now - latest * 1000 > SESSION;
    }),
  },
  {
    name: "a reminder that fires, or a device, ends those that a message ends",
    like: "D4",
    plant: afterCommit(async ({ store }, { conversationId, events }) => {
      if (!events.some((event) => event.event === "user" && event.metadata?.["is_external"] === true)) return;
      for (const other of await store.listReminders({ conversationId, status: "pending" }))
        if (other.killOnUserMessage) await store.endReminder(other.id, ENDING);
    }),
  },
  {
    name: "a reminder that is late by more than a second is skipped",
    like: "D5",
    plant: withoutDue(async (_, { nextAttemptAt }, now) => now - nextAttemptAt > SECOND),
  },
  {
    name: "a reminder is armed before its turn is committed",
    like: "D6",
    plant: changingCommit(async ({ store }, commit) => {
      const set = scheduled(commit.reminders);
      if (set.length === 0) return commit;
      const { conversationId, expectedSequence, at } = commit;
      const reminders = set.map((reminder) => ({ type: "schedule", reminder }) as const);
      await store.commit({ conversationId, expectedSequence, at, events: [], messages: [], reminders });
      return commit;
    }),
  },
  {
    name: "pending reminders live in the memory of their process",
    like: "D6",
    plant: inMemory,
  },
  {
    name: "cancelling compares entities as texts",
    like: "D7",
    plant: changingCommit(async ({ store }, commit) => {
      const cancelled = commit.events.find((event) => event.event === "cancel_reminder");
      if (cancelled?.entities === undefined) return commit;
      const pending = await store.listReminders({ conversationId: commit.conversationId, status: "pending" });
      return { ...commit, reminders: commit.reminders.filter(isEndedByText(cancelled, pending)) };
    }),
  },
  {
    name: "cancelling with empty entities cancels everything",
    like: "D7",
    plant: afterCommit(async ({ store }, { conversationId, events }) => {
      if (
        !events.some((event) => event.event === "cancel_reminder" && JSON.stringify(event.entities) === "{}")
      )
        return;
      for (const { id } of await store.listReminders({ conversationId, status: "pending" }))
        await store.endReminder(id, ENDING);
    }),
  },
  {
    name: "a reminder that was due before the start is dropped",
    plant: (ports) => {
      const startedAt = ports.clock.now();
      return withoutDue(async (_, { nextAttemptAt }) => nextAttemptAt < startedAt)(ports);
    },
  },
  {
    name: "reminders fire half a second early",
    plant: ({ store }) => ({
      store: { ...store, claimDueReminders: (now, ...rest) => store.claimDueReminders(now + 500, ...rest) },
    }),
  },
  {
    name: "of reminders that are due, the last fires first",
    plant: ({ store }) => ({
      store: {
        ...store,
        claimDueReminders: async (...given) => (await store.claimDueReminders(...given)).toReversed(),
      },
    }),
  },
  {
    name: "timers go off at full minutes",
    plant: ({ clock }) => ({
      clock: {
        ...clock,
        schedule: (at, callback) => clock.schedule(Math.ceil(at / (60 * SECOND)) * 60 * SECOND, callback),
      },
    }),
  },
  {
    name: "time is what the clock showed at its latest",
    plant: ({ clock }) => {
      let latest = 0;
      const now = (): number => {
        latest = Math.max(latest, clock.now());
        return latest;
      };
      return {
        clock: { now, schedule: (at, callback) => clock.schedule(at - now() + clock.now(), callback) },
      };
    },
  },
  {
    name: "a reminder is ended in a transaction after that of its turn",
    plant: changingCommit(
      async (_, commit) => ({
        ...commit,
        reminders: commit.reminders.filter(({ type }) => type !== "fired"),
      }),
      async ({ store }, { reminders }) => {
        for (const change of reminders)
          if (change.type === "fired") await store.endReminder(change.id, ENDING);
      },
    ),
  },
  {
    name: "a reminder is ended in a transaction before that of its turn",
    plant: changingCommit(async ({ store }, commit) => {
      for (const change of commit.reminders)
        if (change.type === "fired") await store.endReminder(change.id, ENDING);
      return { ...commit, reminders: commit.reminders.filter(({ type }) => type !== "fired") };
    }),
  },
  {
    name: "a reminder of the same name is kept beside the new one",
    plant: changingCommit(async (_, commit) => ({
      ...commit,
      reminders: commit.reminders.flatMap(besideOthers),
    })),
  },
  {
    name: "a reminder whose action fails is given up",
    plant: ({ store }) => ({
      store: {
        ...store,
        postponeReminder: async (id, { reason }) => {
          await store.endReminder(id, { ...ENDING, status: "failed", reason });
        },
      },
    }),
  },
];

function scheduled(changes: readonly ReminderChange[]): readonly NewReminder[] {
  return changes.flatMap((change) => (change.type === "schedule" ? [change.reminder] : []));
}

/** Under a name that no other has. */
function besideOthers(change: ReminderChange): readonly ReminderChange[] {
  if (change.type === "end" && change.status === "replaced") return [];
  if (change.type !== "schedule") return [change];
  return [{ type: "schedule", reminder: { ...change.reminder, name: change.reminder.id } }];
}

/** Ends due reminders instead of firing them. */
function withoutDue(isDropped: (ports: Ports, reminder: Reminder, now: number) => Promise<boolean>): Plant {
  return (ports) => ({
    store: {
      ...ports.store,
      async claimDueReminders(now, ...rest) {
        const kept: Reminder[] = [];
        for (const reminder of await ports.store.claimDueReminders(now, ...rest)) {
          if (await isDropped(ports, reminder, now)) await ports.store.endReminder(reminder.id, ENDING);
          else kept.push(reminder);
        }
        return kept;
      },
    },
  });
}

/** Knows only the reminders that this process has committed. */
function inMemory({ store }: Ports): Partial<Ports> {
  const known = new Set<string>();
  const own = (reminders: readonly Reminder[]): readonly Reminder[] =>
    reminders.filter(({ id }) => known.has(id));
  const wrapped: ConversationStore = {
    ...store,
    async commit(commit) {
      for (const { id } of scheduled(commit.reminders)) known.add(id);
      return await store.commit(commit);
    },
    claimDueReminders: async (...given) => own(await store.claimDueReminders(...given)),
    listReminders: async (filter) => own(await store.listReminders(filter)),
  };
  return { store: wrapped };
}

/** Ended by a cancellation only what has the very same text. */
function isEndedByText(
  { entities }: ReminderCancelled,
  pending: readonly Reminder[],
): (change: ReminderChange) => boolean {
  const textOf = (value: JsonValue | undefined): string => JSON.stringify(value);
  return (change) => {
    if (change.type !== "end" || change.status !== "cancelled") return true;
    const reminder = pending.find(({ id }) => id === change.id);
    if (reminder === undefined) throw new TsbotError("storage/conflict", "It is not pending.");
    return textOf(reminder.entities as JsonValue) === textOf(entities as JsonValue);
  };
}
