import type { ConversationEvent, EventType } from "./events.ts";

const FORGETTING: ReadonlySet<EventType> = new Set(["restart"]);

/**
 * Of all events of a conversation those that Rasa's `include_events` names: `ALL`, those `AFTER_RESTART`, or those
 * `APPLIED` (since the session or restart, with rewinds and undoing carried out).
 */
export function selectEvents(
  events: readonly ConversationEvent[],
  include: "APPLIED" | "AFTER_RESTART" | "ALL",
): readonly ConversationEvent[] {
  if (include === "ALL") return events;
  if (include === "AFTER_RESTART") {
    return events.slice(events.findLastIndex((event) => FORGETTING.has(event.event)) + 1);
  }
  return appliedEvents(events);
}

function appliedEvents(events: readonly ConversationEvent[]): readonly ConversationEvent[] {
  let applied: ConversationEvent[] = [];
  for (const event of events) {
    if (event.event === "restart" || event.event === "session_started") applied = [];
    else if (event.event === "undo") dropLast(applied, "action");
    else if (event.event === "rewind") {
      dropLast(applied, "user");
      dropLast(applied, "action");
    } else applied.push(event);
  }
  return applied;
}

function dropLast(events: ConversationEvent[], type: EventType): void {
  events.length = Math.max(
    0,
    events.findLastIndex((event) => event.event === type),
  );
}
