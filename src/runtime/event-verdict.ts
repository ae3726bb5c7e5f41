import { toIsoTime } from "../base/index.ts";
import type { ConversationStore, ExternalEvent } from "../storage/index.ts";
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

/** What keeps an event from its person for good, as a reason; null: nothing does. */
export async function findSuppression(
  { store, clock, eventPolicies }: RuntimeServices,
  event: JudgedEvent,
  { reach }: ConversationState,
): Promise<string | null> {
  const { topic, intent } = event;
  if (reach.optedOutAt !== null) return "The person has opted out of events from outside.";
  if (topic !== null && !reach.topics.has(topic))
    return `The conversation does not subscribe to '${topic}' any more.`;
  if (event.dedupeKey !== null && (await isDuplicate(store, event)))
    return `The same event (dedupe_key '${event.dedupeKey}') came before.`;
  const cooldown = eventPolicies.get(intent)?.cooldown ?? null;
  return cooldown === null ? null : await findCooldown(store, { ...event, cooldown, now: clock.now() });
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

/** Another with its key has fired, or waits and came before it. */
async function isDuplicate(store: ConversationStore, event: JudgedEvent): Promise<boolean> {
  const { conversationId, intent, dedupeKey, createdAt, id } = event;
  if (dedupeKey === null) return false;
  const createdSince = createdAt - SAME_FOR;
  const alike = await store.listExternalEvents({ conversationId, intent, dedupeKey, createdSince });
  const isBefore = (other: ExternalEvent): boolean =>
    other.createdAt < createdAt || (other.createdAt === createdAt && other.id < id);
  return alike.some(
    (other) =>
      other.id !== id && (other.status === "fired" || (other.status === "waiting" && isBefore(other))),
  );
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
  });
  const [first, ...others] = lately.map(({ endedAt }) => endedAt ?? now);
  if (first === undefined) return null;
  const last = others.reduce((left, right) => Math.max(left, right), first);
  return `The last event '${intent}' came at ${toIsoTime(last)}; the next may come from ${toIsoTime(last + cooldown)} on.`;
}
