import type { JsonArray } from "../../base/index.ts";
import { selectEvents, trackerToJson } from "../../conversation/index.ts";
import {
  badParameter,
  conversationIdOf,
  includeEventsOf,
  objectBodyOf,
  optionalNumberOf,
  optionalTextOf,
  outputChannelOf,
} from "./parameters.ts";
import type { Route } from "./route.ts";

const MISSING_NAME = "Name of the action not provided in request body.";

export const executeRoutes: readonly Route[] = [
  {
    method: "POST",
    path: "/conversations/*id/execute",
    access: "conversation",
    async handle(request, { assistant }) {
      const include = includeEventsOf(request);
      const conversationId = conversationIdOf(request);
      const body = objectBodyOf(request, MISSING_NAME);
      const { name } = body;
      if (typeof name !== "string" || name === "") throw badParameter("name", "body", MISSING_NAME);
      const { before, eventsBefore, messages } = await assistant.execute({
        conversationId,
        action: name,
        policy: optionalTextOf(body, "policy"),
        confidence: optionalNumberOf(body, "confidence"),
        outputChannel: outputChannelOf(request),
      });
      // Rasa answers with the conversation as it was before the action.
      const events = include === "NONE" ? null : selectEvents(eventsBefore, include);
      return {
        status: 200,
        body: { tracker: trackerToJson(before, events), messages: messages as unknown as JsonArray },
      };
    },
  },
];
