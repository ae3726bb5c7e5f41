import { didYouMean, type JsonObject, TsbotError } from "../../base/index.ts";
import { type Duration, readSnooze, SNOOZE_HINT } from "../../outreach/index.ts";
import type { Assistant, ReminderRun } from "../../runtime/index.ts";
import type { Recurrence, Reminder, ReminderFilter } from "../../storage/index.ts";
import type { Reply } from "../reply.ts";
import { SNOOZE } from "../request-shapes.ts";
import { cursorOf, toPage } from "./cursor.ts";
import {
  badParameter,
  conversationIdOf,
  flagOf,
  limitOf,
  objectBodyOf,
  REMINDER_STATUSES,
} from "./parameters.ts";
import type { Route, RouteRequest } from "./route.ts";

export const reminderRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/reminders",
    access: "admin",
    handle: (request, { assistant }) => listReminders(request, assistant, {}),
  },
  {
    method: "GET",
    path: "/conversations/*id/reminders",
    access: "conversation",
    handle: (request, { assistant }) =>
      listReminders(request, assistant, { conversationId: conversationIdOf(request) }),
  },
  {
    method: "DELETE",
    path: "/conversations/*id/reminders/:name",
    access: "conversation",
    async handle(request, { assistant }) {
      const reminder = await assistant.cancelReminder(conversationIdOf(request), nameOf(request));
      if (reminder === null) throw await unknownReminder(request, assistant);
      return { status: 200, body: reminderToJson(reminder) };
    },
  },
  {
    method: "POST",
    path: "/conversations/*id/reminders/:name/run",
    access: "conversation",
    async handle(request, { assistant }) {
      const run = await assistant.runReminderNow(conversationIdOf(request), nameOf(request));
      if (run === null) throw await unknownReminder(request, assistant);
      if (run.reminder.status !== "fired") throw notFired(run);
      return { status: 200, body: reminderToJson(run.reminder) };
    },
  },
  {
    method: "POST",
    path: "/conversations/*id/reminders/:name/snooze",
    access: "conversation",
    async handle(request, { assistant }) {
      const reminder = await assistant.snoozeReminder(
        conversationIdOf(request),
        nameOf(request),
        durationOf(request),
      );
      if (reminder === null) throw await unknownReminder(request, assistant);
      return { status: 200, body: reminderToJson(reminder) };
    },
  },
];

function durationOf(request: RouteRequest): Duration {
  const message = 'The body says for how long: {"for": "10m"}.';
  const { for: given } = objectBodyOf(request, message, SNOOZE);
  const duration = readSnooze({ for: given as string | number });
  if (duration !== null) return duration;
  throw badParameter("for", "body", `'${String(given)}' is no duration.`, SNOOZE_HINT);
}

/** Pages in due order: `limit`, `cursor`, and what to leave out by `status`, `name` or `all`. */
async function listReminders(
  request: RouteRequest,
  { store }: Assistant,
  filter: ReminderFilter,
): Promise<Reply> {
  const limit = limitOf(request);
  const name = request.query.get("name");
  const status = statusOf(request);
  const place = cursorOf(request, 2);
  const [dueAt, createdAt, id] = (place ?? [0, 0, ""]) as [number, number, string];
  const found = await store.listReminders({
    ...filter,
    limit: limit + 1,
    ...(name !== null && { name }),
    ...(status !== null && { status }),
    ...(place !== null && { after: { dueAt, createdAt, id } }),
  });
  const page = toPage(found, limit, (last) => [last.dueAt, last.createdAt, last.id]);
  return {
    status: 200,
    body: { reminders: page.items.map(reminderToJson), next_cursor: page.nextCursor },
  };
}

/** What is asked for is pending unless it is said otherwise; null is everything. */
function statusOf(request: RouteRequest): Reminder["status"] | null {
  const given = request.query.get("status");
  if (given === null) return flagOf(request, "all") ? null : "pending";
  const known = REMINDER_STATUSES.find((status) => status === given);
  if (known !== undefined) return known;
  throw badParameter(
    "status",
    "query",
    `'status' is one of ${REMINDER_STATUSES.join(", ")}, not '${given}'.`,
  );
}

function nameOf({ params }: RouteRequest): string {
  return params["name"] ?? "";
}

async function unknownReminder(request: RouteRequest, { store }: Assistant): Promise<TsbotError> {
  const conversationId = conversationIdOf(request);
  const pending = await store.listReminders({ conversationId, status: "pending", limit: 100 });
  const names = pending.map(({ name }) => name);
  const known = names.length === 0 ? "None is pending." : `Pending: ${names.slice(0, 20).join(", ")}.`;
  return new TsbotError(
    "server/unknown-reminder",
    `The conversation '${conversationId}' has no pending reminder '${nameOf(request)}'.`,
    {
      hint: `${didYouMean(nameOf(request), names)} ${known}`.trim(),
      details: { parameter: "name", in: "path" },
    },
  );
}

function notFired({ reminder: { name, status }, problem }: ReminderRun): TsbotError {
  return new TsbotError(
    "server/reminder-failed",
    `The reminder '${name}' could not be fired: ${problem ?? `it is ${status}`}`,
    { hint: status === "pending" ? "It stays pending, due as before." : "It will not be tried again." },
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
    recurrence: recurrenceToJson(reminder.recurrence),
    ignore_quiet_hours: reminder.ignoresQuietHours,
    held_by: reminder.heldBy,
    status: reminder.status,
    reason: reminder.reason,
    attempts: reminder.attempts,
    created_at: reminder.createdAt / 1000,
    ended_at: endedAt === null ? null : endedAt / 1000,
  };
}

/** With the event's own keys. */
function recurrenceToJson(recurrence: Recurrence | null): JsonObject | null {
  if (recurrence === null) return null;
  const { rule, zone, occurrence, count, until } = recurrence;
  return {
    [rule.type]: rule.text,
    time_zone: zone,
    occurrence,
    count,
    until: until === null ? null : until / 1000,
  };
}
