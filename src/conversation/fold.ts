import type { Domain } from "../domain/index.ts";
import type { ActionExecuted, ActiveLoop, ConversationEvent, EventType } from "./events.ts";
import { Log } from "./log.ts";
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
  return { conversationId, ...base.state, recentEvents: Log.of([]), history: Log.of([]), base };
}

/** An empty base for a domain. */
export function createBase(domain: Domain): TrackerBase {
  return {
    state: initialState(domain.slots),
    definitions: domain.slots,
    loopNames: new Set(),
    isFolded: true,
    half: null,
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
  const known = tracker.history;
  const kept = known.length < WINDOW_EVENTS * 2 ? known : Log.of(known.slice(-WINDOW_EVENTS));
  const history = kept.append(event);
  const step = (STEPS[event.event] ?? append) as Step<ConversationEvent>;
  return step(tracker, event, history);
}

/** @param history the tracker's own, with the event. */
type Step<Event extends ConversationEvent> = (
  tracker: Tracker,
  event: Event,
  history: Tracker["history"],
) => Tracker;

type Steps = {
  readonly [Type in EventType]?: Step<Extract<ConversationEvent, { readonly event: Type }>>;
};

/** Events that do more than follow the others. */
const STEPS: Steps = {
  rewind: (tracker, event, history) => {
    const kept = beforeLast(beforeLast(tracker.recentEvents.toArray(), "user"), "action");
    return { ...replay(tracker, kept, event), history };
  },
  undo: (tracker, event, history) => {
    const kept = beforeLast(tracker.recentEvents.toArray(), "action");
    return { ...replay(tracker, kept, event), history };
  },
  session_started: forgetEvents,
  restart: forgetEvents,
  active_loop: (tracker, event, history) => append(rememberLoop(tracker, event), event, history),
  action: (tracker, event, history) =>
    isRepeatedLoop(tracker, event)
      ? { ...repeatLoop(tracker, event), history }
      : append(tracker, event, history),
};

function append(tracker: Tracker, event: ConversationEvent, history: Tracker["history"]): Tracker {
  const recentEvents = tracker.recentEvents.append(event);
  const next = applyToState(tracker, event, tracker.base.definitions, { recentEvents, history });
  if (recentEvents.length === WINDOW_EVENTS) return { ...next, base: { ...next.base, half: halfOf(next) } };
  return recentEvents.length < WINDOW_EVENTS * 2 ? next : slide(next);
}

/** Lets the older half of a full window go into the base. */
function slide(tracker: Tracker): Tracker {
  const { base, recentEvents } = tracker;
  const state = base.half ?? foldEvents(base, recentEvents.slice(0, -WINDOW_EVENTS));
  return {
    ...tracker,
    recentEvents: Log.of(recentEvents.slice(-WINDOW_EVENTS)),
    base: { ...base, state, half: halfOf(tracker) },
  };
}

/** To be the base once as many events again have come. */
function halfOf(tracker: Tracker): State | null {
  return tracker.base.isFolded ? pickState(tracker) : null;
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
  const { base } = tracker;
  return {
    ...tracker,
    ...state,
    recentEvents: Log.of(recentEvents),
    base: recentEvents.length < WINDOW_EVENTS ? { ...base, half: null } : base,
    latestInputChannel: tracker.latestInputChannel,
    latestUserTime: tracker.latestUserTime,
    latestIntents:
      cause.event === "rewind" ? [...tracker.latestIntents.slice(-3), null] : tracker.latestIntents,
    latestEventTime: cause.timestamp ?? tracker.latestEventTime,
  };
}

function forgetEvents(tracker: Tracker, event: ConversationEvent, history: Tracker["history"]): Tracker {
  const next = applyToState(tracker, event, tracker.base.definitions);
  return {
    ...next,
    history,
    recentEvents: Log.of([]),
    base: { ...tracker.base, state: pickState(next), isFolded: true, half: null },
  };
}

/** An action is a loop once a conversation activated it. */
function rememberLoop(tracker: Tracker, { name }: ActiveLoop): Tracker {
  const { base } = tracker;
  if (name === null || base.loopNames.has(name)) return tracker;
  return { ...tracker, base: { ...base, loopNames: new Set([...base.loopNames, name]) } };
}

function isRepeatedLoop({ base, recentEvents }: Tracker, { name }: ActionExecuted): boolean {
  return name !== null && base.loopNames.has(name) && isRepeatedRun(recentEvents.toArray(), name);
}

/** Takes back what the policies saw since the form's last run; the conversation itself goes on. */
function repeatLoop(tracker: Tracker, event: ActionExecuted): Tracker {
  const recentEvents = withoutRepeatedTurns(tracker.recentEvents.toArray(), event.name ?? "");
  const live = applyToState(tracker, event, tracker.base.definitions);
  const seen = foldEvents(tracker.base, recentEvents);
  const { situation, steps, visible, stepsAreComplete } = seen;
  return {
    ...live,
    recentEvents: Log.of(recentEvents),
    base: { ...tracker.base, isFolded: false, half: null },
    situation: { ...situation, activeLoop: live.activeLoop },
    steps,
    visible,
    stepsAreComplete,
  };
}
