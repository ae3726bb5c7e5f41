import type { JsonArray } from "../../base/index.ts";
import { selectEvents, trackerToJson } from "../../conversation/index.ts";
import { EXECUTE } from "../request-shapes.ts";
import { conversationIdOf, includeEventsOf, objectBodyOf, outputChannelOf } from "./parameters.ts";
import type { Route } from "./route.ts";

const MISSING_NAME = "Name of the action not provided in request body.";

interface ExecuteBody {
  readonly name: string;
  readonly policy?: string | null;
  readonly confidence?: number | null;
}

export const executeRoutes: readonly Route[] = [
  {
    method: "POST",
    path: "/conversations/*id/execute",
    access: "conversation",
    async handle(request, { assistant }) {
      const include = includeEventsOf(request);
      const conversationId = conversationIdOf(request);
      const body = objectBodyOf(request, MISSING_NAME, EXECUTE);
      const { name, policy = null, confidence = null } = body as unknown as ExecuteBody;
      const { before, eventsBefore, messages } = await assistant.execute({
        conversationId,
        action: name,
        policy,
        confidence,
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
