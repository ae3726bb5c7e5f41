import { toIsoTime } from "../base/index.ts";
import type { ConversationStore, ExternalEvent, ExternalEventFilter } from "../storage/index.ts";
import type { ConversationState } from "./conversation-cache.ts";
import { quietNow } from "./quiet-hours.ts";
import type { RuntimeServices } from "./services.ts";

/** An event from outside whose conversation's turn has come. */
export type JudgedEvent = Pick<ExternalEvent, "conversationId" | "id" | "intent" | "topic" | "dedupeKey"> & {
  /** Epoch milliseconds. */
  readonly createdAt: number;
};

/** Whether something keeps an event from its person. */
export type Verdict =
  | { readonly type: "fire" }
  /** Waits until then (epoch milliseconds). */
  | { readonly type: "hold"; readonly until: number; readonly reason: string }
  | { readonly type: "suppress"; readonly reason: string };

/** An event with the same key within this time is the same event again (milliseconds). */
const SAME_FOR = 24 * 3_600_000;
/** Events with one key that wait in one conversation, of which so many are looked at. */
const WAITING = 20;
/** Events within a cooldown, of which so many are looked at: of those that fired together all ended at once. */
const LATELY = 20;

/** What an event is judged by. */
interface Circumstances extends Pick<ConversationState, "reach"> {
  /** Those that fire in the same turn, and came before it. */
  readonly fired?: readonly ExternalEvent[];
}

/**
 * What keeps an event from its person for good, as a reason; null: nothing does. One that only waits keeps away none whose
 * turn has come: it may be suppressed itself, and the person would get neither.
 */
export async function findSuppression(
  { store, clock, eventPolicies }: RuntimeServices,
  event: JudgedEvent,
  { reach, fired = [] }: Circumstances,
): Promise<string | null> {
  const { topic, intent } = event;
  if (reach.optedOutAt !== null) return "The person has opted out of events from outside.";
  if (topic !== null && !reach.topics.has(topic))
    return `The conversation does not subscribe to '${topic}' any more.`;
  if (fired.some((other) => isSame(other, event)) || (await hasFired(store, event))) return cameBefore(event);
  const cooldown = eventPolicies.get(intent)?.cooldown ?? null;
  return cooldown === null ? null : await findCooldown(store, { ...event, cooldown, now: clock.now() });
}

/** The reason to keep an event away that comes now, as the same one waits for its turn already; null: none does. */
export async function findWaitingDuplicate(
  { store }: RuntimeServices,
  event: JudgedEvent,
  { reach }: ConversationState,
): Promise<string | null> {
  const filter = toFilter(event);
  if (filter === null) return null;
  // More than these need not be read: what is not found here is judged again when its turn has come.
  const waiting = await store.listExternalEvents({ ...filter, status: "waiting", limit: WAITING });
  return waiting.some(({ topic }) => topic === null || reach.topics.has(topic)) ? cameBefore(event) : null;
}

/** Until when the person is to be left alone with such an event, or null. */
export function findHold(
  services: RuntimeServices,
  { intent, ignoresQuietHours = false }: { readonly intent: string; readonly ignoresQuietHours?: boolean },
  { tracker }: ConversationState,
): Extract<Verdict, { type: "hold" }> | null {
  const isUrgent = ignoresQuietHours || services.eventPolicies.get(intent)?.ignoresQuietHours === true;
  if (isUrgent || services.quietHours?.externalEvents !== "hold") return null;
  const quiet = quietNow(services, tracker);
  return quiet === null ? null : { type: "hold", ...quiet };
}

async function hasFired(store: ConversationStore, event: JudgedEvent): Promise<boolean> {
  const filter = toFilter(event);
  if (filter === null) return false;
  return (await store.listExternalEvents({ ...filter, status: "fired", limit: 1 })).length > 0;
}

/** Finds those that count as the same; null: the event has no key. */
function toFilter({ conversationId, intent, dedupeKey, createdAt }: JudgedEvent): ExternalEventFilter | null {
  return dedupeKey === null
    ? null
    : { conversationId, intent, dedupeKey, createdSince: createdAt - SAME_FOR };
}

/** Of events of one conversation. */
function isSame(earlier: ExternalEvent, { intent, dedupeKey, createdAt }: JudgedEvent): boolean {
  return (
    dedupeKey !== null &&
    earlier.dedupeKey === dedupeKey &&
    earlier.intent === intent &&
    earlier.createdAt >= createdAt - SAME_FOR
  );
}

function cameBefore({ dedupeKey }: JudgedEvent): string {
  return `The same event (dedupe_key '${dedupeKey}') came before.`;
}

async function findCooldown(
  store: ConversationStore,
  event: JudgedEvent & { readonly cooldown: number; readonly now: number },
): Promise<string | null> {
  const { conversationId, intent, cooldown, now } = event;
  const lately = await store.listExternalEvents({
    conversationId,
    intent,
    status: "fired",
    endedSince: now - cooldown + 1,
    limit: LATELY,
  });
  const [first, ...others] = lately.map(({ endedAt }) => endedAt ?? now);
  if (first === undefined) return null;
  const last = others.reduce((left, right) => Math.max(left, right), first);
  return `The last event '${intent}' came at ${toIsoTime(last)}; the next may come from ${toIsoTime(last + cooldown)} on.`;
}
