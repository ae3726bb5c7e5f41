import { isJsonObject, type JsonValue, TsbotError } from "../../base/index.ts";
import { type ConversationEvent, type ParseResult, parseEvents } from "../../conversation/index.ts";
import { badRequest } from "../errors.ts";
import { readFlag, readIncludeEvents, readUntil } from "../query.ts";
import type { Route } from "../route.ts";

const MESSAGE_MISSING =
  "No message defined in request body. Add a message to the request body in order to add it to the tracker.";

/** A conversation's history and state. */
export const trackerRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/conversations/*id/tracker",
    access: "conversation",
    async handle({ assistant, conversationId, query }) {
      const include = readIncludeEvents(query);
      await assistant.tracker(conversationId);
      return { body: await assistant.trackerJson(conversationId, include, readUntil(query)) };
    },
  },
  {
    method: "POST",
    path: "/conversations/*id/tracker/events",
    access: "conversation",
    async handle({ assistant, conversationId, query, body }) {
      const include = readIncludeEvents(query);
      await assistant.appendEvents(conversationId, readEvents(body), {
        executeSideEffects: readFlag(query, "execute_side_effects"),
        outputChannel: query.get("output_channel"),
      });
      return { body: await assistant.trackerJson(conversationId, include) };
    },
  },
  {
    method: "POST",
    path: "/conversations/*id/messages",
    access: "conversation",
    async handle({ assistant, conversationId, query, body }) {
      const include = readIncludeEvents(query);
      if (!isJsonObject(body)) throw badRequest(MESSAGE_MISSING);
      const { text, sender, parse_data: parseData } = body;
      if (sender !== "user") {
        throw badRequest(
          `Currently, only user messages can be passed to this endpoint. Messages of sender '${String(sender)}' cannot be handled.`,
          "sender",
        );
      }
      if (typeof text !== "string") throw badRequest("'text' is missing: what the user wrote.", "text");
      const parseResult = isJsonObject(parseData)
        ? { parseResult: { entities: [], ...parseData } as unknown as ParseResult }
        : {};
      await assistant.logMessage(conversationId, { text, ...parseResult });
      return { body: await assistant.trackerJson(conversationId, include) };
    },
  },
];

/** One event or a list. */
function readEvents(body: unknown): readonly ConversationEvent[] {
  const list = Array.isArray(body) ? body : [body];
  if (list.length === 0) throw badRequest("The list of events is empty.");
  try {
    return parseEvents(list as JsonValue[]);
  } catch (error) {
    if (!TsbotError.isInstance(error)) throw error;
    throw new TsbotError(error.code, `Failed to validate the events format. ${error.message}`, {
      details: error.details,
      ...(error.hint !== undefined && { hint: error.hint }),
    });
  }
}
