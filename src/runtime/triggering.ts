import { createHash } from "node:crypto";
import { canonicalJson, didYouMean, type JsonValue, TsbotError } from "../base/index.ts";
import type { Domain } from "../domain/index.ts";
import type { ReminderChange, StoredMessage } from "../storage/index.ts";
import type { TriggerAnswer, TriggerRequest } from "./assistant.ts";
import type { RuntimeContext } from "./context.ts";
import { noDialogueError } from "./model.ts";
import { type Route, resolveRoute } from "./outgoing.ts";
import { type Quiet, quietNow } from "./quiet-hours.ts";

/** How long an answer waits for the first delivery attempts. */
const DELIVERY_TIMEOUT = 1_000;

/** What is remembered under an idempotency key: which request it was, and where its messages are in the mailbox. */
interface RememberedTrigger {
  readonly request: string;
  readonly after: number;
  readonly count: number;
  readonly reason: string | null;
  readonly heldUntil?: number;
}

/** An external event from a device: one turn, answered after its commit with what became of each message. */
export async function triggerIntent(
  context: RuntimeContext,
  request: TriggerRequest,
): Promise<TriggerAnswer> {
  const { domain, predictor } = context.services.requireModel();
  if (!domain.intents.has(request.intent)) throw unknownIntent(request.intent, domain);
  if (predictor === null) throw noDialogueError();

  let remembered: RememberedTrigger | null = null;
  let route: Route = { deliverTo: null, reason: null };
  let quiet: Quiet | null = null;
  const outcome = await context.turns.run({
    conversationId: request.conversationId,
    input: async ({ tracker }) => {
      remembered = await readRemembered(context, request);
      if (remembered !== null) return null;
      warnOfUnknownEntities(context, request, domain);
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
  return { ...toAnswer(settled, route.reason, false), ...heldUntil(quiet) };
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
  const { after, count, reason } = remembered;
  const messages =
    count === 0 ? [] : await services.store.readMessages(conversationId, { after, limit: count });
  return {
    ...toAnswer(messages, reason, true),
    ...(remembered.heldUntil !== undefined && { heldUntil: remembered.heldUntil }),
  };
}

function toAnswer(
  messages: readonly StoredMessage[],
  reason: string | null,
  repeated: boolean,
): TriggerAnswer {
  return {
    messages: messages.map(({ body }) => body),
    deliveries: messages.map((message) => ({
      id: message.id,
      sequence: message.sequence,
      status: message.status,
      channel: message.deliverTo?.channel ?? null,
      reason: message.reason ?? reason,
    })),
    repeated,
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
  throw new TsbotError(
    "runtime/idempotency-key-reused",
    "This Idempotency-Key was used for a different event in this conversation.",
    { hint: "Use a new key for each event; repeat a key only to repeat the same request." },
  );
}

/** Told of one event, so that a device cannot fill the log. */
const MOST_NAMES = 5;

/** They may still be meant for an action, so it is no error; but they fill no slot. One line, however many there are. */
function warnOfUnknownEntities(
  { services }: RuntimeContext,
  { conversationId, intent, entities }: TriggerRequest,
  domain: Domain,
): void {
  const unknown = [...new Set(entities.map(({ entity }) => entity))].filter(
    (name) => !domain.entities.has(name),
  );
  if (unknown.length === 0) return;
  const names = unknown.slice(0, MOST_NAMES).map((name) => `'${name.slice(0, 100)}'`);
  const more = unknown.length > names.length ? ` and ${unknown.length - names.length} more` : "";
  const [first = ""] = unknown;
  const hint = unknown.length === 1 ? didYouMean(first, [...domain.entities.keys()]) : "";
  services.logger.warn(
    `the event '${intent}' brings ${unknown.length === 1 ? "an entity" : "entities"} ${names.join(", ")}${more} that the domain has not`,
    { conversationId, ...(hint !== "" && { hint }) },
  );
}

function unknownIntent(intent: string, domain: Domain): TsbotError {
  const names = [...domain.intents.keys()];
  const external = names.filter((name) => name.startsWith("EXTERNAL_"));
  const known = external.length > 0 ? `Intents for external events: ${external.join(", ")}.` : "";
  return new TsbotError("runtime/unknown-intent", `The intent '${intent}' does not exist in the domain.`, {
    hint: [didYouMean(intent, external.length > 0 ? [...external, ...names] : names), known]
      .filter(Boolean)
      .join(" "),
    details: { parameter: "name", in: "body" },
  });
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
