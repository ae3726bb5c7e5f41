import type { ConversationEvent, Tracker } from "../conversation/index.ts";
import {
  ACTION_LISTEN,
  ACTION_SESSION_START,
  type Domain,
  REQUESTED_SLOT,
  SESSION_STARTED_METADATA,
} from "../domain/index.ts";
import { type ActionOutcome, type ActionScope, actionEvent, done } from "./action-scope.ts";

/** Whether the next input starts a session: there is none, or the last user event is too long ago. */
export function needsSession(tracker: Tracker, domain: Domain, now: number): boolean {
  if (tracker.steps.length === 0 && tracker.recentEvents.length === 0) return true;
  const { expirationMinutes } = domain.session;
  if (expirationMinutes === 0 || tracker.latestUserTime === null) return false;
  return now / 1000 - tracker.latestUserTime > expirationMinutes * 60;
}

/**
 * The default `action_session_start`: a fresh start that keeps the slots when the domain says so, and the metadata of
 * the message that started it. The caller records the action's own event.
 */
export function startSession({ tracker, ports }: ActionScope): ActionOutcome {
  const events: ConversationEvent[] = [{ event: "session_started" }];
  const metadata = tracker.slots.get(SESSION_STARTED_METADATA) ?? null;
  if (metadata !== null) events.push({ event: "slot", name: SESSION_STARTED_METADATA, value: metadata });
  if (ports.domain.session.carryOverSlots) events.push(...carriedSlots(tracker, ports.domain));
  events.push(actionEvent(ACTION_LISTEN));
  return done(events);
}

/**
 * Slots that were set: those whose value is not the one they start with. Not the slot a form was asking for: the form
 * ended with the session, and the message that begins it again would be taken for the answer.
 */
function carriedSlots(tracker: Tracker, domain: Domain): readonly ConversationEvent[] {
  const events: ConversationEvent[] = [];
  for (const [name, value] of tracker.slots) {
    const definition = domain.slots.get(name);
    if (name === SESSION_STARTED_METADATA || name === REQUESTED_SLOT || definition === undefined) continue;
    if (JSON.stringify(value) !== JSON.stringify(definition.initialValue))
      events.push({ event: "slot", name, value });
  }
  return events;
}

/** The event of a session start nobody predicted. */
export function sessionStartEvent(): ConversationEvent {
  return actionEvent(ACTION_SESSION_START, 1);
}
