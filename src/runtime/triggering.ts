import { createHash } from "node:crypto";
import { canonicalJson, type JsonObject, type JsonValue } from "../base/index.ts";
import type { ExternalEventChange, NewExternalEvent } from "../storage/index.ts";
import type { TriggerAnswer, TriggerRequest } from "./assistant.ts";
import type { RuntimeContext } from "./context.ts";
import type { ConversationState } from "./conversation-cache.ts";
import { findHold, findSuppression, findWaitingDuplicate } from "./event-verdict.ts";
import { idempotencyKeyReused, requireIntent, warnOfUnknownEntities } from "./external-intent.ts";
import { type Route, resolveRoute } from "./outgoing.ts";
import type { RuntimeServices } from "./services.ts";
import { readTurnMessages, type TurnResult, toSaid } from "./turn-result.ts";

/** How long an answer waits for the first delivery attempts. */
const DELIVERY_TIMEOUT = 1_000;

/** What kept an event from its turn now. */
type Delay = Pick<TriggerAnswer, "heldUntil" | "collectedUntil" | "suppressed">;

/** What is remembered under an idempotency key: which request it was, and where its messages are in the mailbox. */
interface RememberedTrigger extends TurnResult, Delay {
  readonly request: string;
}

/** An external event from a device: one turn, answered after its commit with what became of each message. */
export async function triggerIntent(
  context: RuntimeContext,
  request: TriggerRequest,
): Promise<TriggerAnswer> {
  const { services, turns, channels } = context;
  const domain = requireIntent(services, request.intent);
  const event = toEvent(services, request);
  let remembered: RememberedTrigger | null = null;
  let route: Route = { deliverTo: null, reason: null };
  let delay: Delay | null = null;
  const outcome = await turns.run({
    conversationId: request.conversationId,
    input: async (state) => {
      remembered = await readRemembered(context, request);
      if (remembered !== null) return null;
      warnOfUnknownEntities(services, request, domain);
      delay = await findDelay(services, { request, event }, state);
      if (delay !== null) return { kind: "events", events: [] };
      return { kind: "external", intent: request.intent, entities: request.entities };
    },
    route: (state) => {
      route = resolveRoute(request.outputChannel, state, channels);
      return route.deliverTo;
    },
    externalEvents: (messages, { messageSequence: after }) =>
      toChanges(services, event, delay, { after, count: messages.length, reason: route.reason }),
    answer: (messages, state) =>
      rememberAs(request, {
        after: state.messageSequence,
        count: messages.length,
        reason: route.reason,
        ...delay,
      }),
  });
  if (remembered !== null) return await repeatAnswer(context, request.conversationId, remembered);
  const timeout = request.deliveryTimeout ?? DELIVERY_TIMEOUT;
  const messages = outcome?.messages ?? [];
  const settled = timeout > 0 ? await context.courier.waitFor(messages, timeout) : messages;
  // What was decided within the turn: the compiler does not see that it was called.
  const kept = delay as Delay | null;
  return { ...toSaid(settled, route.reason), repeated: false, ...kept };
}

/** The event as it is kept, where it is. */
function toEvent(
  { clock, createId, eventPolicies }: RuntimeServices,
  request: TriggerRequest,
): NewExternalEvent {
  const { conversationId, intent, entities, outputChannel, dedupeKey = null } = request;
  const collects = eventPolicies.get(intent)?.collect != null;
  return {
    conversationId,
    id: createId(),
    topic: null,
    intent,
    entities: entities as unknown as readonly JsonObject[],
    outputChannel,
    dedupeKey,
    batch: collects ? intent : null,
    dueAt: clock.now(),
  };
}

/** What keeps the event from its turn now, or null. */
async function findDelay(
  services: RuntimeServices,
  { request, event }: { readonly request: TriggerRequest; readonly event: NewExternalEvent },
  state: ConversationState,
): Promise<Delay | null> {
  const judged = { ...event, createdAt: services.clock.now() };
  const suppressed =
    (await findSuppression(services, judged, state)) ?? (await findWaitingDuplicate(services, judged, state));
  if (suppressed !== null) return { suppressed };
  const collect = services.eventPolicies.get(event.intent)?.collect ?? null;
  if (collect !== null) return { collectedUntil: await findBatchEnd(services, event, collect) };
  const hold = findHold(services, request, state);
  return hold === null ? null : { heldUntil: hold.until };
}

/** When the batch that waits already is due, or the one that this event begins. */
async function findBatchEnd(
  { store, clock }: RuntimeServices,
  { conversationId, batch }: NewExternalEvent,
  collect: number,
): Promise<number> {
  const waiting =
    batch === null ? [] : await store.listExternalEvents({ conversationId, batch, status: "waiting" });
  return waiting.reduce((end, { nextAttemptAt }) => Math.min(end, nextAttemptAt), clock.now() + collect);
}

/** Only events that later ones are compared with are kept when they have fired. */
function toChanges(
  { eventPolicies }: RuntimeServices,
  event: NewExternalEvent,
  delay: Delay | null,
  result: TurnResult,
): readonly ExternalEventChange[] {
  const { suppressed: reason, heldUntil, collectedUntil } = delay ?? {};
  if (reason !== undefined) return [{ type: "suppress", event, reason }];
  const dueAt = collectedUntil ?? heldUntil;
  if (dueAt !== undefined) return [{ type: "wait", event: { ...event, dueAt } }];
  const isCompared = event.dedupeKey !== null || eventPolicies.get(event.intent)?.cooldown != null;
  return isCompared ? [{ type: "keep", event, result: result as unknown as JsonValue }] : [];
}

/** The first answer again, with what has become of its messages since. */
async function repeatAnswer(
  { services }: RuntimeContext,
  conversationId: string,
  remembered: RememberedTrigger,
): Promise<TriggerAnswer> {
  const { request: _, after: __, count: ___, reason, ...delay } = remembered;
  const messages = await readTurnMessages(services.store, conversationId, remembered);
  return { ...toSaid(messages, reason), repeated: true, ...delay };
}

async function readRemembered(
  { services }: RuntimeContext,
  request: TriggerRequest,
): Promise<RememberedTrigger | null> {
  if (request.idempotencyKey === undefined) return null;
  const answer = await services.store.readAnswer(request.conversationId, answerKey(request.idempotencyKey));
  if (answer === null) return null;
  const remembered = answer as unknown as RememberedTrigger;
  if (remembered.request === requestHash(request)) return remembered;
  throw idempotencyKeyReused("conversation");
}

function requestHash({ intent, entities, outputChannel, dedupeKey }: TriggerRequest): string {
  const own = dedupeKey === undefined ? {} : { dedupeKey };
  const value = { intent, entities, outputChannel, ...own } as unknown as JsonValue;
  return createHash("sha256").update(canonicalJson(value)).digest("hex");
}

function rememberAs(
  request: TriggerRequest,
  result: Omit<RememberedTrigger, "request">,
): { key: string; value: JsonValue } | undefined {
  if (request.idempotencyKey === undefined) return undefined;
  return { key: answerKey(request.idempotencyKey), value: { request: requestHash(request), ...result } };
}

function answerKey(idempotencyKey: string): string {
  return `trigger:${idempotencyKey}`;
}
