import { anObject, type JsonArray, type JsonObject, type JsonValue, type Logger } from "../../base/index.ts";
import { type TriggerAnswer, toEntities } from "../../runtime/index.ts";
import { closedReply } from "../not-found.ts";
import { DEDUPE_KEY } from "../request-shapes.ts";
import {
  badParameter,
  conversationIdOf,
  flagOf,
  idempotencyKeyOf,
  includeEventsOf,
  objectBodyOf,
  outputChannelOf,
} from "./parameters.ts";
import type { Route, RouteRequest } from "./route.ts";

/** Clients and proxies refuse headers that are much longer. */
const LONGEST_HEADER = 4_000;

export const triggerRoutes: readonly Route[] = [
  {
    method: "POST",
    path: "/conversations/*id/trigger_intent",
    access: "conversation",
    isAlwaysOpen: true,
    async handle(request, { assistant, logger }) {
      const include = includeEventsOf(request);
      const conversationId = conversationIdOf(request);
      const { name, entities, dedupeKey } = triggerOf(request);
      // A stranger may report what happened, but not speak for the person.
      if (!request.isTrusted && !name.startsWith("EXTERNAL_")) return closedReply(request);
      const idempotencyKey = idempotencyKeyOf(request);
      const answer = await assistant.trigger({
        conversationId,
        intent: name,
        entities: toEntities(typeof entities === "string" ? ignoredText(name, logger) : entities),
        outputChannel: outputChannelOf(request),
        ...(idempotencyKey !== null && { idempotencyKey }),
        ...(dedupeKey !== undefined && { dedupeKey }),
        // A stranger may report what happened, but not wake the person for it.
        ignoresQuietHours: request.isTrusted && flagOf(request, "ignore_quiet_hours"),
      });
      const deliveries = answer.deliveries as unknown as JsonArray;
      return {
        status: 200,
        body: {
          // Of a conversation strangers get what the bot said in it (the mailbox), not what the person said.
          ...(request.isTrusted && { tracker: await assistant.trackerJson(conversationId, include) }),
          messages: answer.messages as unknown as JsonArray,
          ...(flagOf(request, "delivery") && { deliveries }),
          ...(answer.heldUntil !== undefined && { held_until: answer.heldUntil / 1000 }),
          ...(answer.collectedUntil !== undefined && { collected_until: answer.collectedUntil / 1000 }),
          ...(answer.suppressed !== undefined && { suppressed: answer.suppressed }),
        },
        headers: {
          "tsbot-delivery": toHeader(answer.deliveries),
          ...(answer.repeated && { "idempotency-replayed": "true" }),
        },
      };
    },
  },
];

/** Entities are looked at when they are made: a wrong one is told in words of its own. */
function triggerOf(request: RouteRequest): {
  readonly name: string;
  readonly entities?: JsonValue;
  readonly dedupeKey?: string;
} {
  const shape = anObject({ dedupe_key: DEDUPE_KEY });
  const { name, entities, dedupe_key: dedupeKey } = objectBodyOf(request, MISSING_NAME, shape);
  if (typeof name !== "string" || name === "") throw badParameter("name", "body", MISSING_NAME);
  return {
    name,
    ...(entities !== undefined && { entities }),
    ...(typeof dedupeKey === "string" && { dedupeKey }),
  };
}

const MISSING_NAME = "Name of the intent not provided in request body.";

/** Rasa takes a text for no entities at all, and clients may count on it; the event is more than its entities. */
function ignoredText(intent: string, logger: Logger): null {
  logger.warn(`the entities of the event '${intent}' are a text and were left out`, {
    hint: 'Write entities as {"plant": "Orchid"} or as [{"entity": "plant", "value": "Orchid"}].',
  });
  return null;
}

/** JSON in ASCII; of very many messages only the state of each, then only how many there are of each. */
function toHeader(deliveries: TriggerAnswer["deliveries"]): string {
  const full = toAscii(deliveries as unknown as JsonArray);
  if (full.length <= LONGEST_HEADER) return full;
  const short = toAscii(deliveries.map(({ sequence, status }) => ({ sequence, status })));
  if (short.length <= LONGEST_HEADER) return short;
  const counts: Record<string, number> = {};
  for (const { status } of deliveries) counts[status] = (counts[status] ?? 0) + 1;
  return toAscii(counts);
}

function toAscii(value: JsonArray | JsonObject): string {
  return JSON.stringify(value).replace(
    /[^\x20-\x7e]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
