import { type JsonObject, TsbotError, toIsoTime } from "../../base/index.ts";
import type { Reminder } from "../../storage/index.ts";
import { readFlag } from "../query.ts";
import type { Route } from "../route.ts";

/** Pending reminders, and with `all=true` those that ended, with their reasons. */
export const reminderRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/reminders",
    access: "admin",
    async handle({ assistant, query }) {
      const reminders = await assistant.reminders({ all: readFlag(query, "all") });
      return { body: { reminders: reminders.map(reminderToJson) } };
    },
  },
  {
    method: "GET",
    path: "/conversations/*id/reminders",
    access: "conversation",
    async handle({ assistant, conversationId, query }) {
      const reminders = await assistant.reminders({ conversationId, all: readFlag(query, "all") });
      return { body: { reminders: reminders.map(reminderToJson) } };
    },
  },
  {
    method: "DELETE",
    path: "/conversations/*id/reminders/:name",
    access: "conversation",
    async handle({ assistant, conversationId, parameters: { name = "" } }) {
      if (!(await assistant.cancelReminder(conversationId, name))) throw noReminder(name, conversationId);
      return { body: { name, status: "cancelled" } };
    },
  },
  {
    method: "POST",
    path: "/conversations/*id/reminders/:name/run",
    access: "conversation",
    async handle({ assistant, conversationId, parameters: { name = "" } }) {
      if (!(await assistant.runReminderNow(conversationId, name))) throw noReminder(name, conversationId);
      const [reminder] = (await assistant.reminders({ conversationId, all: true }))
        .filter((row) => row.name === name)
        .slice(-1);
      return { body: reminder === undefined ? { name, status: "fired" } : reminderToJson(reminder) };
    },
  },
];

function noReminder(name: string, conversationId: string): TsbotError {
  return new TsbotError(
    "server/not-found",
    `The conversation '${conversationId}' has no pending reminder '${name}'.`,
    {
      hint: "GET its /reminders to see those it has.",
      details: { parameter: "name", in: "path" },
    },
  );
}

function reminderToJson(reminder: Reminder): JsonObject {
  return {
    conversation_id: reminder.conversationId,
    name: reminder.name,
    intent: reminder.intent,
    entities: reminder.entities,
    due_at: reminder.dueAt / 1000,
    date_time: toIsoTime(reminder.dueAt),
    kill_on_user_msg: reminder.killOnUserMessage,
    status: reminder.status,
    reason: reminder.reason,
    attempts: reminder.attempts,
  };
}
