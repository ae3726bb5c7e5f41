import { isJsonObject, type JsonArray, type JsonObject } from "../../base/index.ts";
import { type TriggerAnswer, toEntities } from "../../runtime/index.ts";
import { badRequest } from "../errors.ts";
import { readFlag, readIncludeEvents } from "../query.ts";
import type { Route } from "../route.ts";

/** External events. */
export const triggerRoutes: readonly Route[] = [
  {
    method: "POST",
    path: "/conversations/*id/trigger_intent",
    access: "conversation",
    async handle({ assistant, conversationId, query, headers, body }) {
      const include = readIncludeEvents(query);
      if (body !== undefined && !isJsonObject(body))
        throw badRequest("The body is a JSON object with 'name' and 'entities'.");
      const { name, entities } = body ?? {};
      if (typeof name !== "string" || name === "")
        throw badRequest("Name of the intent not provided in request body.", "name");
      const key = headers["idempotency-key"];
      const outputChannel = query.get("output_channel");
      const answer = await assistant.trigger({
        conversationId,
        intent: name,
        entities: toEntities(entities),
        outputChannel: outputChannel === "" ? null : outputChannel,
        ...(key !== undefined && key !== "" && { idempotencyKey: key }),
      });
      const tracker = await assistant.trackerJson(conversationId, include);
      return {
        headers: { "tsbot-delivery": JSON.stringify(toDeliveries(answer)) },
        body: {
          tracker,
          messages: answer.messages as unknown as JsonArray,
          ...(readFlag(query, "delivery") && { deliveries: toDeliveries(answer), repeated: answer.repeated }),
        },
      };
    },
  },
];

function toDeliveries({ deliveries }: TriggerAnswer): readonly JsonObject[] {
  return deliveries.map(({ id, sequence, status, channel, reason }) => ({
    id,
    sequence,
    status,
    channel,
    reason,
  }));
}
