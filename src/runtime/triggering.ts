import { createHash } from "node:crypto";
import { canonicalJson, type JsonValue } from "../base/index.ts";
import type { ReminderChange } from "../storage/index.ts";
import type { TriggerAnswer, TriggerRequest } from "./assistant.ts";
import type { RuntimeContext } from "./context.ts";
import { idempotencyKeyReused, requireIntent, warnOfUnknownEntities } from "./external-intent.ts";
import { type Route, resolveRoute } from "./outgoing.ts";
import { type Quiet, quietNow } from "./quiet-hours.ts";
import { readTurnMessages, type TurnResult, toSaid } from "./turn-result.ts";

/** How long an answer waits for the first delivery attempts. */
const DELIVERY_TIMEOUT = 1_000;

/** What is remembered under an idempotency key: which request it was, and where its messages are in the mailbox. */
interface RememberedTrigger extends TurnResult {
  readonly request: string;
  readonly heldUntil?: number;
}

/** An external event from a device: one turn, answered after its commit with what became of each message. */
export async function triggerIntent(
  context: RuntimeContext,
  request: TriggerRequest,
): Promise<TriggerAnswer> {
  const domain = requireIntent(context.services, request.intent);
  let remembered: RememberedTrigger | null = null;
  let route: Route = { deliverTo: null, reason: null };
  let quiet: Quiet | null = null;
  const outcome = await context.turns.run({
    conversationId: request.conversationId,
    input: async ({ tracker }) => {
      remembered = await readRemembered(context, request);
      if (remembered !== null) return null;
      warnOfUnknownEntities(context.services, request, domain);
      quiet = holdsEvents(context, request) ? quietNow(context.services, tracker) : null;
      if (quiet !== null) return { kind: "events", events: [] };
      return { kind: "external", intent: request.intent, entities: request.entities };
    },
    route: (state) => {
      route = resolveRoute(request.outputChannel, state, context.channels);
      return route.deliverTo;
    },
    reminders: () => (quiet === null ? [] : [heldEvent(context, request)]),
    answer: (messages, state) =>
      rememberAs(request, {
        after: state.messageSequence,
        count: messages.length,
        reason: route.reason,
        ...heldUntil(quiet),
      }),
  });
  if (remembered !== null) return await repeatAnswer(context, request.conversationId, remembered);
  const timeout = request.deliveryTimeout ?? DELIVERY_TIMEOUT;
  const messages = outcome?.messages ?? [];
  const settled = timeout > 0 ? await context.courier.waitFor(messages, timeout) : messages;
  return { ...toSaid(settled, route.reason), repeated: false, ...heldUntil(quiet) };
}

function heldUntil(quiet: Quiet | null): { readonly heldUntil?: number } {
  return quiet === null ? {} : { heldUntil: quiet.until };
}

function holdsEvents({ services }: RuntimeContext, { ignoresQuietHours = false }: TriggerRequest): boolean {
  return services.quietHours?.externalEvents === "hold" && !ignoresQuietHours;
}

/** The event as a reminder that is due now: it is held like any other, durably and visibly, and then fires. */
function heldEvent(
  { services: { clock, createId } }: RuntimeContext,
  { conversationId, intent, entities }: TriggerRequest,
): ReminderChange {
  const id = createId();
  return {
    type: "schedule",
    reminder: {
      id,
      conversationId,
      name: `event ${id}`,
      intent,
      entities: entities as unknown as readonly JsonValue[],
      dueAt: clock.now(),
      killOnUserMessage: false,
      expiresAfterMilliseconds: null,
      recurrence: null,
      ignoresQuietHours: false,
    },
  };
}

/** The first answer again, with what has become of its messages since. */
async function repeatAnswer(
  { services }: RuntimeContext,
  conversationId: string,
  remembered: RememberedTrigger,
): Promise<TriggerAnswer> {
  const messages = await readTurnMessages(services.store, conversationId, remembered);
  return {
    ...toSaid(messages, remembered.reason),
    repeated: true,
    ...(remembered.heldUntil !== undefined && { heldUntil: remembered.heldUntil }),
  };
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

function requestHash({ intent, entities, outputChannel }: TriggerRequest): string {
  const value = { intent, entities, outputChannel } as unknown as JsonValue;
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
