import type { JsonValue } from "../base/index.ts";
import type { Channel } from "../channels/index.ts";
import type { Entity } from "../conversation/index.ts";
import type { TurnInput } from "../dialogue/index.ts";
import type { Counting, FireOutcome } from "../outreach/index.ts";
import type { ExternalEvent, ExternalEventChange } from "../storage/index.ts";
import type { ConversationState } from "./conversation-cache.ts";
import { findHold, findSuppression, type Verdict } from "./event-verdict.ts";
import { actionFailed } from "./firing.ts";
import { noDialogueError } from "./model.ts";
import { type Route, resolveRoute } from "./outgoing.ts";
import type { RuntimeServices } from "./services.ts";
import type { TurnResult } from "./turn-result.ts";
import type { Turns } from "./turns.ts";

interface FiringContext {
  readonly services: RuntimeServices;
  readonly turns: Turns;
  readonly channels: ReadonlyMap<string, Channel>;
}

/** What is done with a batch of events when their conversation's turn has come. */
type Decision =
  /** Those that fire together in one turn, and those that are kept back; not all of both are empty. */
  | {
      readonly type: "turn";
      readonly fired: readonly ExternalEvent[];
      readonly suppressed: readonly { readonly id: string; readonly reason: string }[];
    }
  | { readonly type: "gone" }
  | { readonly type: "hold"; readonly held: readonly ExternalEvent[]; readonly until: Held };

type Held = Extract<Verdict, { type: "hold" }>;

/**
 * Fires an event that waits, together with those that were collected with it: one turn with their intent, committed
 * together with their end, so that it happens exactly once in effect. What keeps them from their turn is looked at when
 * the turn has come, and recorded. `skipped` when it waits no longer or was kept back, `held` when it waits for later.
 * Throws to be tried again: a custom action failed (nothing of the turn is kept), or the store did.
 */
export async function fireExternalEvent(
  context: FiringContext,
  event: ExternalEvent,
  counting: Counting,
): Promise<FireOutcome> {
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
      return await carryOut(services, decision, counting);
    },
    route: (state) => {
      route = resolveRoute(event.outputChannel, state, channels);
      return route.deliverTo;
    },
    isFromPerson: false,
    externalEvents: (messages, { messageSequence: after }) =>
      toChanges(decision, { after, count: messages.length, reason: route.reason }),
    check: ({ failures: [failure] }) => {
      if (failure !== undefined) throw actionFailed(failure.action, failure.reason);
    },
  });
  return outcomeOf(event, decision);
}

async function decide(
  services: RuntimeServices,
  event: ExternalEvent,
  state: ConversationState,
): Promise<Decision> {
  const { conversationId, id, batch } = event;
  const which = batch === null ? { id } : { batch };
  const waiting = await services.store.listExternalEvents({ conversationId, ...which, status: "waiting" });
  if (!waiting.some((other) => other.id === id)) return { type: "gone" };
  const fired: ExternalEvent[] = [];
  const suppressed: { readonly id: string; readonly reason: string }[] = [];
  for (const one of waiting.toReversed()) {
    const reason = await findSuppression(services, one, { ...state, fired });
    if (reason === null) fired.push(one);
    else suppressed.push({ id: one.id, reason });
  }
  const hold = fired.length === 0 ? null : findHold(services, event, state);
  return hold === null ? { type: "turn", fired, suppressed } : { type: "hold", held: waiting, until: hold };
}

async function carryOut(
  { store }: RuntimeServices,
  decision: Decision,
  { isCounted }: Counting,
): Promise<TurnInput | null> {
  switch (decision.type) {
    case "gone":
      return null;
    case "hold":
      for (const event of decision.held) {
        const { until: nextAttemptAt, reason } = decision.until;
        // No attempt is made.
        const attempts = Math.max(0, event.attempts - (isCounted ? 1 : 0));
        await store.postponeExternalEvent(event, { attempts, nextAttemptAt, reason });
      }
      return null;
    case "turn":
      return toInput(decision.fired);
  }
}

/** One turn for all of them, with the entities of each in the order they came. */
function toInput(events: readonly ExternalEvent[]): TurnInput {
  const [first] = events;
  if (first === undefined) return { kind: "events", events: [] };
  const entities = events.flatMap((event) => event.entities as unknown as readonly Entity[]);
  const isCollected = first.batch !== null;
  return {
    kind: "external",
    intent: first.intent,
    entities: isCollected ? [...entities, { entity: EVENT_COUNT, value: events.length }] : entities,
    metadata: {
      event_id: first.id,
      ...(first.topic !== null && { topic: first.topic }),
      ...(isCollected && { event_ids: events.map(({ id }) => id) }),
    },
  };
}

/** Says how many events one turn is about. */
const EVENT_COUNT = "event_count";

function toChanges(decision: Decision, result: TurnResult): readonly ExternalEventChange[] {
  if (decision.type !== "turn") return [];
  const value = result as unknown as JsonValue;
  return [
    ...decision.fired.map(({ id }) => ({ type: "fired", id, result: value }) as const),
    ...decision.suppressed.map(({ id, reason }) => ({ type: "suppressed", id, reason }) as const),
  ];
}

function outcomeOf({ id }: ExternalEvent, decision: Decision): FireOutcome {
  if (decision.type === "hold") return "held";
  return decision.type === "turn" && decision.fired.some((event) => event.id === id) ? "fired" : "skipped";
}

/** Trying again would not mend it. */
async function giveUp({ store, clock, logger }: RuntimeServices, event: ExternalEvent): Promise<"skipped"> {
  const reason = `The loaded model has no intent '${event.intent}'.`;
  logger.error("event failed", { event: event.intent, conversationId: event.conversationId, reason });
  await store.failExternalEvent(event, reason, clock.now());
  return "skipped";
}
