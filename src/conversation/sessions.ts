import type { ConversationEvent } from "./events.ts";

/** The sessions of a conversation, oldest first; each begins with its `action_session_start`. */
export function splitSessions(
  events: readonly ConversationEvent[],
): readonly (readonly ConversationEvent[])[] {
  const sessions: ConversationEvent[][] = [];
  for (const event of events) {
    const last = sessions.at(-1);
    if (last === undefined || isSessionStart(event)) sessions.push([event]);
    else last.push(event);
  }
  return sessions;
}

/**
 * What Rasa's default store still has of a conversation: it forgets the sessions before the newest one as soon as that
 * one has had a turn of its own (rasa/core/tracker_store.py 3.6, `InMemoryTrackerStore` saves what it retrieved).
 */
export function rememberedByRasa(events: readonly ConversationEvent[]): readonly ConversationEvent[] {
  const start = events.findLastIndex(isSessionStart);
  if (start <= 0) return events;
  const messages = events.slice(start).filter((event) => event.event === "user").length;
  // One that started by itself did so before the message of the same turn, a predicted one after it.
  const own = isPredicted(events[start]) ? 0 : 1;
  return messages > own ? events.slice(start) : events;
}

function isSessionStart(event: ConversationEvent): boolean {
  return event.event === "action" && event.name === "action_session_start";
}

function isPredicted(event: ConversationEvent | undefined): boolean {
  return event?.event === "action" && event.policy !== null;
}
