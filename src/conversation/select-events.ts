import type { ConversationEvent } from "./events.ts";
import { beforeLast, isRepeatedRun, withoutRepeatedTurns } from "./loop-runs.ts";
import { rememberedByRasa } from "./sessions.ts";

/** Which events of a conversation: all there are, or Rasa's `include_events`. */
export type EventSelection = "ALL_SESSIONS" | "ALL" | "AFTER_RESTART" | "APPLIED";

/**
 * Of all events of a conversation those that Rasa's `include_events` names: `ALL` that Rasa's default store would still
 * have, those `AFTER_RESTART`, or those `APPLIED` (since the session or restart, with rewinds and undoing carried out and
 * one run of each form). `ALL_SESSIONS` are really all.
 */
export function selectEvents(
  events: readonly ConversationEvent[],
  include: EventSelection,
): readonly ConversationEvent[] {
  if (include === "ALL_SESSIONS") return events;
  if (include === "ALL") return rememberedByRasa(events);
  if (include === "AFTER_RESTART") {
    return events.slice(events.findLastIndex((event) => event.event === "restart") + 1);
  }
  return appliedEvents(events);
}

function appliedEvents(events: readonly ConversationEvent[]): readonly ConversationEvent[] {
  const start = events.findLastIndex(
    (event) => event.event === "restart" || event.event === "session_started",
  );
  const loops = new Set(events.map((event) => (event.event === "active_loop" ? event.name : null)));
  let applied: ConversationEvent[] = [];
  for (const event of events.slice(start + 1)) {
    if (event.event === "undo") applied = [...beforeLast(applied, "action")];
    else if (event.event === "rewind") applied = [...beforeLast(beforeLast(applied, "user"), "action")];
    else if (
      event.event === "action" &&
      event.name !== null &&
      loops.has(event.name) &&
      isRepeatedRun(applied, event.name)
    ) {
      applied = [...withoutRepeatedTurns(applied, event.name)];
    } else applied.push(event);
  }
  return applied;
}
