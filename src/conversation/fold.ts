import type { Domain } from "../domain/index.ts";
import type { ActionExecuted, ActiveLoop, ConversationEvent } from "./events.ts";
import { beforeLast, isRepeatedRun, withoutRepeatedTurns } from "./loop-runs.ts";
import { applyToState, initialState, pickState, type State } from "./state.ts";
import type { Tracker, TrackerBase } from "./tracker.ts";

/**
 * Events a tracker keeps at least (when there are so many); at twice as many, the older half is let go. Of the applied
 * ones it moves into the base, so that an event costs the same however long the conversation is.
 */
export const WINDOW_EVENTS = 150;

/** The tracker of a conversation in which nothing has happened. */
export function createTracker(conversationId: string, domain: Domain): Tracker {
  const base = createBase(domain);
  return { conversationId, ...base.state, recentEvents: [], history: [], base };
}

/** An empty base for a domain. */
export function createBase(domain: Domain): TrackerBase {
  return {
    state: initialState(domain.slots),
    definitions: domain.slots,
    loopNames: new Set(),
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
  const history =
    tracker.history.length < WINDOW_EVENTS * 2
      ? [...tracker.history, event]
      : [...tracker.history.slice(-WINDOW_EVENTS), event];
  return { ...applyToWindow(tracker, event), history };
}

function applyToWindow(tracker: Tracker, event: ConversationEvent): Tracker {
  switch (event.event) {
    case "rewind":
      return replay(tracker, beforeLast(beforeLast(tracker.recentEvents, "user"), "action"), event);
    case "undo":
      return replay(tracker, beforeLast(tracker.recentEvents, "action"), event);
    case "session_started":
    case "restart":
      return forgetEvents(tracker, event);
    case "active_loop":
      return append(rememberLoop(tracker, event), event);
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
    latestUserTime: tracker.latestUserTime,
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

/** An action is a loop once a conversation activated it. */
function rememberLoop(tracker: Tracker, { name }: ActiveLoop): Tracker {
  const { base } = tracker;
  if (name === null || base.loopNames.has(name)) return tracker;
  return { ...tracker, base: { ...base, loopNames: new Set([...base.loopNames, name]) } };
}

function isRepeatedLoop({ base, recentEvents }: Tracker, { name }: ActionExecuted): boolean {
  return name !== null && base.loopNames.has(name) && isRepeatedRun(recentEvents, name);
}

/** Takes back what the policies saw since the form's last run; the conversation itself goes on. */
function repeatLoop(tracker: Tracker, event: ActionExecuted): Tracker {
  const recentEvents = withoutRepeatedTurns(tracker.recentEvents, event.name ?? "");
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
