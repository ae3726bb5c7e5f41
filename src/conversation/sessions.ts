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
 * What Rasa's default store still has of a conversation: each turn goes on from the newest session alone, and forgets
 * those before when it ends (rasa/core/tracker_store.py 3.6, `InMemoryTrackerStore` saves what it retrieved).
 */
export function rememberedByRasa(events: readonly ConversationEvent[]): readonly ConversationEvent[] {
  const latestMessage = events.findLastIndex((event) => event.event === "user");
  if (latestMessage < 0) return events;
  const latestStart = events.findLastIndex((event, index) => index < latestMessage && isSessionStart(event));
  const between = events.slice(latestStart + 1, latestMessage);
  // A session that nobody predicted was started by the message that follows, in the same turn.
  const isOfSameTurn = !isPredicted(events[latestStart]) && between.every((event) => event.event !== "user");
  const turnStart = isOfSameTurn ? latestStart : latestMessage;
  const session = events.findLastIndex((event, index) => index < turnStart && isSessionStart(event));
  return session <= 0 ? events : events.slice(session);
}

function isSessionStart(event: ConversationEvent): boolean {
  return event.event === "action" && event.name === "action_session_start";
}

function isPredicted(event: ConversationEvent | undefined): boolean {
  return event?.event === "action" && event.policy !== null;
}
