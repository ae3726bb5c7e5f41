import type { JsonValue } from "../base/index.ts";
import type { Channel } from "../channels/index.ts";
import type { Entity } from "../conversation/index.ts";
import type { TurnInput } from "../dialogue/index.ts";
import type { FireOutcome } from "../outreach/index.ts";
import type { ExternalEvent, ExternalEventChange } from "../storage/index.ts";
import type { ConversationState } from "./conversation-cache.ts";
import { actionFailed } from "./firing.ts";
import { noDialogueError } from "./model.ts";
import { type Route, resolveRoute } from "./outgoing.ts";
import { quietNow } from "./quiet-hours.ts";
import type { RuntimeServices } from "./services.ts";
import type { TurnResult } from "./turn-result.ts";
import type { Turns } from "./turns.ts";

interface FiringContext {
  readonly services: RuntimeServices;
  readonly turns: Turns;
  readonly channels: ReadonlyMap<string, Channel>;
}

/** What is done with an event when its conversation's turn has come. */
type Decision =
  | { readonly type: "fire" }
  /** It waits no longer. */
  | { readonly type: "gone" }
  | { readonly type: "hold"; readonly until: number; readonly reason: string }
  | { readonly type: "suppress"; readonly reason: string };

/**
 * Fires an event that waits: one turn with its intent, committed together with the event's end, so that it happens exactly
 * once in effect. What keeps it from its turn is looked at when the turn has come, and recorded. `skipped` when it waits no
 * longer or was kept back, `held` when it waits for later. Throws to be tried again: a custom action failed (nothing of
 * the turn is kept), or the store did.
 */
export async function fireExternalEvent(context: FiringContext, event: ExternalEvent): Promise<FireOutcome> {
  const { services, turns, channels } = context;
  const { domain, predictor } = services.requireModel();
  if (predictor === null) throw noDialogueError();
  if (!domain.intents.has(event.intent)) return await giveUp(services, event);
  let decision: Decision = { type: "gone" };
  let route: Route = { deliverTo: null, reason: null };
  await turns.run({
    conversationId: event.conversationId,
    input: async (state) => {
      decision = await decide(services, event, state);
      return await carryOut(services, event, decision);
    },
    route: (state) => {
      route = resolveRoute(event.outputChannel, state, channels);
      return route.deliverTo;
    },
    isFromPerson: false,
    externalEvents: (messages, { messageSequence: after }) =>
      toChanges(event, decision, { after, count: messages.length, reason: route.reason }),
    check: ({ failures: [failure] }) => {
      if (failure !== undefined) throw actionFailed(failure.action, failure.reason);
    },
  });
  return outcomeOf(decision);
}

async function decide(
  services: RuntimeServices,
  { conversationId, id, topic }: ExternalEvent,
  { reach, tracker }: ConversationState,
): Promise<Decision> {
  const [current] = await services.store.listExternalEvents({ conversationId, id, status: "waiting" });
  if (current === undefined) return { type: "gone" };
  if (reach.optedOutAt !== null)
    return { type: "suppress", reason: "The person has opted out of events from outside." };
  if (topic !== null && !reach.topics.has(topic))
    return { type: "suppress", reason: `The conversation does not subscribe to '${topic}' any more.` };
  const quiet = services.quietHours?.externalEvents === "hold" ? quietNow(services, tracker) : null;
  return quiet === null ? { type: "fire" } : { type: "hold", ...quiet };
}

async function carryOut(
  { store }: RuntimeServices,
  event: ExternalEvent,
  decision: Decision,
): Promise<TurnInput | null> {
  switch (decision.type) {
    case "gone":
      return null;
    case "hold": {
      const { attempts } = event;
      await store.postponeExternalEvent(event, {
        attempts,
        nextAttemptAt: decision.until,
        reason: decision.reason,
      });
      return null;
    }
    case "suppress":
      return { kind: "events", events: [] };
    case "fire":
      return {
        kind: "external",
        intent: event.intent,
        entities: event.entities as unknown as readonly Entity[],
        metadata: { event_id: event.id, ...(event.topic !== null && { topic: event.topic }) },
      };
  }
}

function toChanges(
  { id }: ExternalEvent,
  decision: Decision,
  result: TurnResult,
): readonly ExternalEventChange[] {
  switch (decision.type) {
    case "fire":
      return [{ type: "fired", id, result: result as unknown as JsonValue }];
    case "suppress":
      return [{ type: "suppressed", id, reason: decision.reason }];
    default:
      return [];
  }
}

function outcomeOf({ type }: Decision): FireOutcome {
  if (type === "fire") return "fired";
  return type === "hold" ? "held" : "skipped";
}

/** Trying again would not mend it. */
async function giveUp({ store, clock, logger }: RuntimeServices, event: ExternalEvent): Promise<"skipped"> {
  const reason = `The loaded model has no intent '${event.intent}'.`;
  logger.error("event failed", { event: event.intent, conversationId: event.conversationId, reason });
  await store.failExternalEvent(event, reason, clock.now());
  return "skipped";
}
