import { didYouMean, type JsonObject, TsbotError } from "../../base/index.ts";
import type { Assistant } from "../../runtime/index.ts";
import type { Reminder } from "../../storage/index.ts";
import { conversationIdOf, flagOf } from "./parameters.ts";
import type { Route, RouteRequest } from "./route.ts";

export const reminderRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/reminders",
    access: "admin",
    async handle(request, { assistant }) {
      const reminders = await assistant.reminders({ all: flagOf(request, "all") });
      return { status: 200, body: { reminders: reminders.map(reminderToJson) } };
    },
  },
  {
    method: "GET",
    path: "/conversations/*id/reminders",
    access: "conversation",
    async handle(request, { assistant }) {
      const conversationId = conversationIdOf(request);
      const reminders = await assistant.reminders({ conversationId, all: flagOf(request, "all") });
      return { status: 200, body: { reminders: reminders.map(reminderToJson) } };
    },
  },
  {
    method: "DELETE",
    path: "/conversations/*id/reminders/:name",
    access: "conversation",
    async handle(request, { assistant }) {
      const conversationId = conversationIdOf(request);
      const { id } = await findPending(request, assistant);
      const done = await assistant.cancelReminder(conversationId, nameOf(request));
      if (!done) throw await unknownReminder(request, assistant);
      return { status: 200, body: await readReminder(assistant, conversationId, id) };
    },
  },
  {
    method: "POST",
    path: "/conversations/*id/reminders/:name/run",
    access: "conversation",
    async handle(request, { assistant }) {
      const conversationId = conversationIdOf(request);
      const { id } = await findPending(request, assistant);
      const done = await assistant.runReminderNow(conversationId, nameOf(request));
      if (!done) throw await unknownReminder(request, assistant);
      const reminder = await readReminder(assistant, conversationId, id);
      if (reminder["status"] !== "fired") throw notFired(reminder);
      return { status: 200, body: reminder };
    },
  },
];

function nameOf({ params }: RouteRequest): string {
  return params["name"] ?? "";
}

async function findPending(request: RouteRequest, assistant: Assistant): Promise<Reminder> {
  const pending = await assistant.reminders({ conversationId: conversationIdOf(request) });
  const found = pending.find(({ name }) => name === nameOf(request));
  if (found === undefined) throw await unknownReminder(request, assistant);
  return found;
}

async function readReminder(assistant: Assistant, conversationId: string, id: string): Promise<JsonObject> {
  const reminders = await assistant.reminders({ conversationId, all: true });
  const found = reminders.find((reminder) => reminder.id === id);
  return found === undefined ? {} : reminderToJson(found);
}

async function unknownReminder(request: RouteRequest, assistant: Assistant): Promise<TsbotError> {
  const conversationId = conversationIdOf(request);
  const names = (await assistant.reminders({ conversationId })).map(({ name }) => name);
  const pending = names.length === 0 ? "None is pending." : `Pending: ${names.slice(0, 20).join(", ")}.`;
  return new TsbotError(
    "server/unknown-reminder",
    `The conversation '${conversationId}' has no pending reminder '${nameOf(request)}'.`,
    {
      hint: `${didYouMean(nameOf(request), names)} ${pending}`.trim(),
      details: { parameter: "name", in: "path" },
    },
  );
}

function notFired({ name, status, reason }: JsonObject): TsbotError {
  return new TsbotError(
    "server/reminder-failed",
    `The reminder '${String(name)}' could not be fired: ${String(reason ?? `it is ${String(status)}`)}`,
    { hint: status === "pending" ? "It stays pending and is tried again." : "It will not be tried again." },
  );
}

/** Times are epoch seconds, as everywhere in Rasa's JSON. */
function reminderToJson(reminder: Reminder): JsonObject {
  const { nextAttemptAt, expiresAfterMilliseconds: expiresAfter, endedAt } = reminder;
  return {
    conversation_id: reminder.conversationId,
    name: reminder.name,
    intent: reminder.intent,
    entities: reminder.entities,
    due_at: reminder.dueAt / 1000,
    next_attempt_at: reminder.status === "pending" ? nextAttemptAt / 1000 : null,
    kill_on_user_msg: reminder.killOnUserMessage,
    expires_after: expiresAfter === null ? null : expiresAfter / 1000,
    status: reminder.status,
    reason: reminder.reason,
    attempts: reminder.attempts,
    created_at: reminder.createdAt / 1000,
    ended_at: endedAt === null ? null : endedAt / 1000,
  };
}
