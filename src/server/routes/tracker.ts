import { anObject, isJsonObject, type JsonArray, type JsonValue, TsbotError } from "../../base/index.ts";
import {
  type ConversationEvent,
  type ParseResult,
  parseEvent,
  parseEvents,
} from "../../conversation/index.ts";
import { findReminderProblem, readSnooze, SNOOZE_HINT, toCriteria } from "../../outreach/index.ts";
import { toEntities } from "../../runtime/index.ts";
import {
  badParameter,
  checkLength,
  conversationIdOf,
  eventListOf,
  flagOf,
  includeEventsOf,
  objectBodyOf,
  outputChannelOf,
  untilOf,
} from "./parameters.ts";
import type { Route } from "./route.ts";

export const trackerRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/conversations/*id/tracker",
    access: "conversation",
    async handle(request, { assistant }) {
      const include = includeEventsOf(request);
      const conversationId = conversationIdOf(request);
      await assistant.tracker(conversationId);
      return { status: 200, body: await assistant.trackerJson(conversationId, include, untilOf(request)) };
    },
  },
  {
    method: "POST",
    path: "/conversations/*id/tracker/events",
    access: "conversation",
    async handle(request, { assistant }) {
      const include = includeEventsOf(request);
      const conversationId = conversationIdOf(request);
      const events = eventsOf(request.json());
      if (events.length === 0) await assistant.tracker(conversationId);
      else {
        await assistant.appendEvents(conversationId, events, {
          executeSideEffects: flagOf(request, "execute_side_effects"),
          outputChannel: outputChannelOf(request),
        });
      }
      return { status: 200, body: await assistant.trackerJson(conversationId, include) };
    },
  },
  {
    method: "PUT",
    path: "/conversations/*id/tracker/events",
    access: "conversation",
    async handle(request, { assistant }) {
      const include = includeEventsOf(request);
      const conversationId = conversationIdOf(request);
      assistant.requireModel();
      await assistant.replaceEvents(conversationId, eventsOf(eventListOf(request)));
      return { status: 200, body: await assistant.trackerJson(conversationId, include) };
    },
  },
  {
    method: "POST",
    path: "/conversations/*id/messages",
    access: "conversation",
    async handle(request, { assistant }) {
      const include = includeEventsOf(request);
      const conversationId = conversationIdOf(request);
      const body = objectBodyOf(request, "No message defined in request body.", anObject({}));
      const { text, sender, parse_data: parseData } = body;
      if (sender !== "user") throw badSender(sender);
      if (typeof text !== "string") throw badParameter("text", "body", "The message needs 'text'.");
      const parseResult = parseResultOf(text, parseData);
      await assistant.logMessage(conversationId, { text, ...(parseResult !== null && { parseResult }) });
      return { status: 200, body: await assistant.trackerJson(conversationId, include) };
    },
  },
];

/** One event or a list of them. What could not be carried out later must not be stored. */
function eventsOf(body: JsonValue | undefined): readonly ConversationEvent[] {
  const isList = Array.isArray(body);
  if (isList) checkLength(body as JsonArray);
  const events = isList ? parseEvents(body as JsonArray) : [parseEvent(body ?? null)];
  for (const [index, event] of events.entries()) checkReminderEvent(event, isList ? `/${index}` : "");
  return events;
}

function checkReminderEvent(event: ConversationEvent, path: string): void {
  if (event.event === "reminder") {
    checkEntities(event.entities, `${path}/entities`);
    const problem = findReminderProblem(event);
    if (problem === null) return;
    throw badParameter(`${path}/${problem.field}`, "body", problem.message, problem.hint);
  }
  if (event.event === "snooze_reminder" && readSnooze(event) === null)
    throw badParameter(`${path}/for`, "body", `'${event.for}' is no duration.`, SNOOZE_HINT);
  if (event.event !== "cancel_reminder") return;
  const criteria = toCriteria(event);
  if (criteria.type === "unclear")
    throw badParameter(`${path}/entities`, "body", criteria.message, criteria.hint);
}

function checkEntities(entities: unknown, parameter: string): void {
  try {
    toEntities(entities);
  } catch (error) {
    if (!TsbotError.isInstance(error)) throw error;
    throw badParameter(parameter, "body", error.message, error.hint);
  }
}

function badSender(sender: JsonValue | undefined): Error {
  return badParameter(
    "sender",
    "body",
    typeof sender === "string"
      ? `Only messages of 'user' can be added, not of '${sender}'.`
      : "The message needs 'sender', which is 'user'.",
  );
}

/** `parse_data` is checked as part of the user event that it will be. */
function parseResultOf(text: string, parseData: JsonValue | undefined): ParseResult | null {
  if (parseData === undefined || parseData === null) return null;
  const event = parseEvent({ event: "user", text, parse_data: parseData });
  return event.event === "user" && isJsonObject(parseData) ? event.parse_data : null;
}
