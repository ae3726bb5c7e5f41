import { compareBytes } from "../compare-bytes.ts";
import type {
  ExternalEvent,
  ExternalEventChange,
  ExternalEventFilter,
  ExternalEventKey,
  NewExternalEvent,
  OutreachStore,
} from "../outreach-store.ts";

/** All external events that are kept, by {@link eventKey}. */
export type ExternalEventRows = Map<string, ExternalEvent>;

/** The part of the contract about external events. */
export function memoryExternalEvents(
  rows: ExternalEventRows,
): Pick<
  OutreachStore,
  | "earliestExternalEvent"
  | "dueExternalEvents"
  | "listExternalEvents"
  | "postponeExternalEvent"
  | "failExternalEvent"
> {
  const waiting = (): ExternalEvent[] => [...rows.values()].filter(({ status }) => status === "waiting");
  const change = (key: ExternalEventKey, update: Partial<ExternalEvent>): boolean => {
    const event = rows.get(eventKey(key));
    if (event?.status !== "waiting") return false;
    rows.set(eventKey(key), { ...event, ...update });
    return true;
  };
  return {
    async earliestExternalEvent(after = Number.NEGATIVE_INFINITY) {
      const times = waiting()
        .map(({ nextAttemptAt }) => nextAttemptAt)
        .filter((at) => at > after);
      return times.length === 0 ? null : times.reduce((left, right) => Math.min(left, right));
    },
    async dueExternalEvents(now, limit, except = []) {
      const excepted = new Set(except);
      return waiting()
        .filter(({ nextAttemptAt, conversationId }) => nextAttemptAt <= now && !excepted.has(conversationId))
        .sort((left, right) => left.nextAttemptAt - right.nextAttemptAt)
        .slice(0, limit);
    },
    listExternalEvents: async (filter = {}) =>
      [...rows.values()]
        .filter((event) => matches(event, filter))
        .sort(byNewest)
        .slice(0, filter.limit),
    async postponeExternalEvent(key, attempt) {
      change(key, attempt);
    },
    failExternalEvent: async (key, reason, at) => change(key, { status: "failed", reason, endedAt: at }),
  };
}

/** Deletes events that ended before a time and says how many they were. */
export function forgetEnded(rows: ExternalEventRows, endedBefore: number, limit: number): number {
  const old = [...rows]
    .filter(([, { endedAt }]) => endedAt !== null && endedAt < endedBefore)
    .slice(0, limit);
  for (const [key] of old) rows.delete(key);
  return old.length;
}

export function eventKey({ conversationId, id }: ExternalEventKey): string {
  return JSON.stringify([conversationId, id]);
}

/** Whether a change of a commit names an event that does not wait (any more). */
export function isOutdated(
  rows: ExternalEventRows,
  conversationId: string,
  change: ExternalEventChange,
): boolean {
  return "id" in change && rows.get(eventKey({ conversationId, id: change.id }))?.status !== "waiting";
}

/** One change of a commit, after it was checked. */
export function applyExternalEventChange(
  rows: ExternalEventRows,
  conversationId: string,
  change: ExternalEventChange,
  at: number,
): void {
  if ("event" in change) {
    const key = eventKey({ conversationId, id: change.event.id });
    rows.set(key, toRow({ ...change.event, conversationId }, change, at));
    return;
  }
  const key = eventKey({ conversationId, id: change.id });
  const event = rows.get(key);
  if (event === undefined) return;
  rows.set(
    key,
    change.type === "fired"
      ? { ...event, status: "fired", reason: null, result: change.result, endedAt: at }
      : { ...event, status: "suppressed", reason: change.reason, endedAt: at },
  );
}

/** A new row. */
export function toRow(
  event: NewExternalEvent,
  change: Extract<ExternalEventChange, { readonly event: unknown }> | { readonly type: "wait" },
  at: number,
): ExternalEvent {
  const row = { ...event, nextAttemptAt: event.dueAt, attempts: 0, result: null, createdAt: at };
  if (change.type === "wait") return { ...row, status: "waiting", reason: null, endedAt: null };
  return change.type === "keep"
    ? { ...row, status: "fired", reason: null, result: change.result, endedAt: at }
    : { ...row, status: "suppressed", reason: change.reason, endedAt: at };
}

function matches(event: ExternalEvent, filter: ExternalEventFilter): boolean {
  const { createdSince, endedSince, after, limit: _, ...equal } = filter;
  return (
    Object.entries(equal).every(
      ([key, value]) => value === undefined || event[key as keyof typeof equal] === value,
    ) &&
    (createdSince === undefined || event.createdAt >= createdSince) &&
    (endedSince === undefined || (event.endedAt !== null && event.endedAt >= endedSince)) &&
    (after === undefined || byNewest(event, after) > 0)
  );
}

type Place = Pick<ExternalEvent, "createdAt" | "conversationId" | "id">;

function byNewest(left: Place, right: Place): number {
  return (
    right.createdAt - left.createdAt ||
    compareBytes(right.conversationId, left.conversationId) ||
    compareBytes(right.id, left.id)
  );
}
