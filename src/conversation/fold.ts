import type { Domain } from "../domain/index.ts";
import type { ActionExecuted, ConversationEvent, EventType } from "./events.ts";
import { applyToState, initialState, type State } from "./state.ts";
import type { Tracker, TrackerBase } from "./tracker.ts";

/** Applied events a tracker keeps at least (when there are so many); at twice as many, half move into the base. */
export const WINDOW_EVENTS = 150;

/** The tracker of a conversation in which nothing has happened. */
export function createTracker(conversationId: string, domain: Domain): Tracker {
  const base = createBase(domain);
  return { conversationId, ...base.state, recentEvents: [], base };
}

/** An empty base for a domain. */
export function createBase(domain: Domain): TrackerBase {
  return {
    state: initialState(domain.slots),
    definitions: domain.slots,
    loopNames: new Set(domain.forms.keys()),
  };
}

/** The tracker after these events, in order. */
export function applyEvents(tracker: Tracker, events: Iterable<ConversationEvent>): Tracker {
  let next = tracker;
  for (const event of events) next = applyEvent(next, event);
  return next;
}

/**
 * The tracker after one event. Pure; linear in the window only for `rewind`, `undo` and repeated runs of a form.
 * Semantics of rasa/shared/core/trackers.py 3.6 (`update`, `applied_events`, `replay_events`).
 */
export function applyEvent(tracker: Tracker, event: ConversationEvent): Tracker {
  switch (event.event) {
    case "rewind":
      return replay(tracker, withoutLast(withoutLast(tracker.recentEvents, "user"), "action"), event);
    case "undo":
      return replay(tracker, withoutLast(tracker.recentEvents, "action"), event);
    case "session_started":
    case "restart":
      return forgetEvents(tracker, event);
    case "action":
      return isRepeatedLoop(tracker, event) ? repeatLoop(tracker, event) : append(tracker, event);
    default:
      return append(tracker, event);
  }
}

function append(tracker: Tracker, event: ConversationEvent): Tracker {
  const state = applyToState(tracker, event, tracker.base.definitions);
  return slide({ ...tracker, ...pickState(state), recentEvents: [...tracker.recentEvents, event] });
}

/** Folds the older half of a full window into the base. */
function slide(tracker: Tracker): Tracker {
  if (tracker.recentEvents.length < WINDOW_EVENTS * 2) return tracker;
  const older = tracker.recentEvents.slice(0, -WINDOW_EVENTS);
  return {
    ...tracker,
    recentEvents: tracker.recentEvents.slice(-WINDOW_EVENTS),
    base: { ...tracker.base, state: foldEvents(tracker.base, older) },
  };
}

/** The base's state after events that are applied already. */
export function foldEvents(base: TrackerBase, events: readonly ConversationEvent[]): State {
  let state = base.state;
  for (const event of events) state = applyToState(state, event, base.definitions);
  return state;
}

/** The conversation again with fewer events; what only moves forward (times, channel) stays. */
function replay(
  tracker: Tracker,
  recentEvents: readonly ConversationEvent[],
  cause: ConversationEvent,
): Tracker {
  const state = foldEvents(tracker.base, recentEvents);
  return {
    ...tracker,
    ...state,
    recentEvents,
    latestInputChannel: tracker.latestInputChannel,
    latestIntents:
      cause.event === "rewind" ? [...tracker.latestIntents.slice(-3), null] : tracker.latestIntents,
    latestEventTime: cause.timestamp ?? tracker.latestEventTime,
  };
}

function forgetEvents(tracker: Tracker, event: ConversationEvent): Tracker {
  const state = applyToState(tracker, event, tracker.base.definitions);
  return {
    ...tracker,
    ...pickState(state),
    recentEvents: [],
    base: { ...tracker.base, state: pickState(state) },
  };
}

function withoutLast(events: readonly ConversationEvent[], type: EventType): readonly ConversationEvent[] {
  return events.slice(
    0,
    Math.max(
      0,
      events.findLastIndex((event) => event.event === type),
    ),
  );
}

/** An active form that runs again on its happy path: its history keeps one run (`_first_loop_execution_or_unhappy_path`). */
function isRepeatedLoop(tracker: Tracker, { name }: ActionExecuted): boolean {
  if (name === null || !tracker.base.loopNames.has(name)) return false;
  let nextAction: string | null = null;
  for (const event of tracker.recentEvents.toReversed()) {
    if (event.event === "action" && event.name === name) return true;
    if (endsLoopHistory(event, name, nextAction)) return false;
    if (event.event === "action") nextAction = event.name;
  }
  return false;
}

/** The form was deactivated or rejected here, or another action answered the user: what follows is a first run. */
function endsLoopHistory(event: ConversationEvent, loop: string, nextAction: string | null): boolean {
  if (event.event === "active_loop") return event.name === null;
  if (event.event === "action_execution_rejected") return event.name === loop;
  return event.event === "user" && nextAction !== null && nextAction !== loop;
}

const COLLAPSED: ReadonlySet<EventType> = new Set(["action", "user", "user_featurization", "entities"]);

/** Takes back what the policies saw since the form's last run; the conversation itself goes on. */
function repeatLoop(tracker: Tracker, event: ActionExecuted): Tracker {
  const last = tracker.recentEvents.findLastIndex(
    (earlier) => earlier.event === "action" && earlier.name === event.name,
  );
  const recentEvents = tracker.recentEvents.filter(
    (earlier, index) => index <= last || !COLLAPSED.has(earlier.event),
  );
  const live = applyToState(tracker, event, tracker.base.definitions);
  const seen = foldEvents(tracker.base, recentEvents);
  const { situation, steps, stepsAreComplete } = seen;
  return {
    ...tracker,
    ...pickState(live),
    recentEvents,
    situation: { ...situation, activeLoop: live.activeLoop },
    steps,
    stepsAreComplete,
  };
}

function pickState(state: State): State {
  return {
    slots: state.slots,
    latestMessage: state.latestMessage,
    latestAction: state.latestAction,
    latestActionIsText: state.latestActionIsText,
    followupAction: state.followupAction,
    paused: state.paused,
    activeLoop: state.activeLoop,
    latestInputChannel: state.latestInputChannel,
    latestEventTime: state.latestEventTime,
    latestUserTime: state.latestUserTime,
    latestIntents: state.latestIntents,
    situation: state.situation,
    steps: state.steps,
    stepsAreComplete: state.stepsAreComplete,
  };
}
