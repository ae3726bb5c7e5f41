import type { JsonValue } from "../base/index.ts";
import type { Domain } from "../domain/index.ts";
import type { ConversationEvent, UserUttered } from "./events.ts";
import { createBase, foldEvents } from "./fold.ts";
import { Log } from "./log.ts";
import { initialState, pickState, type State } from "./state.ts";
import type { LoopState, Situation, Step, Tracker } from "./tracker.ts";
import { NOTHING_VISIBLE, seeStep } from "./visible-steps.ts";

/** Steps of the base that a snapshot keeps; the window's own are folded again. */
const STEPS_IN_SNAPSHOT = 40;

interface SnapshotSituation {
  /** Index into `users`, or null. */
  readonly user: number | null;
  readonly useText: boolean | null;
  readonly slots: readonly (readonly [string, JsonValue])[];
  readonly activeLoop: LoopState | null;
  readonly previousAction: string | null;
}

interface Snapshot {
  readonly conversationId: string;
  readonly history: readonly ConversationEvent[];
  /** The window of applied events; those of `history` by their index there. */
  readonly events: readonly (number | ConversationEvent)[];
  readonly loopNames: readonly string[];
  readonly isFolded: boolean;
  readonly users: readonly UserUttered[];
  /** What the conversation is at; after a form ran again it differs from the fold of the events policies see. */
  readonly live: LiveFields & { readonly latestMessage: number | null };
  readonly base: Omit<State, "slots" | "latestMessage" | "situation" | "steps" | "visible"> & {
    readonly slots: readonly (readonly [string, JsonValue])[];
    readonly latestMessage: number | null;
    readonly situation: SnapshotSituation;
    readonly steps: readonly (Omit<Step, "situation"> & { readonly situation: SnapshotSituation })[];
  };
}

/** What the fold of the window does not give back; the rest of the state it does. */
type LiveFields = Omit<
  State,
  "slots" | "latestMessage" | "situation" | "steps" | "visible" | "stepsAreComplete"
>;

function liveFields(tracker: Tracker): LiveFields {
  const {
    slots: _,
    latestMessage: __,
    situation: ___,
    steps: ____,
    visible: ______,
    stepsAreComplete: _____,
    ...live
  } = pickState(tracker);
  return live;
}

/** It is made of the steps again. */
function withoutVisible({ visible: _, ...state }: State): Omit<State, "visible"> {
  return state;
}

/** A tracker as JSON: its base and its window of events. */
export function trackerToSnapshot(tracker: Tracker): JsonValue {
  const history = tracker.history.toArray();
  const places = new Map(history.map((event, index) => [event, index]));
  const users: UserUttered[] = [];
  const indexOf = (user: UserUttered | null): number | null => {
    if (user === null) return null;
    const known = users.indexOf(user);
    return known >= 0 ? known : users.push(user) - 1;
  };
  const toSituation = (situation: Situation): SnapshotSituation => ({
    ...situation,
    user: indexOf(situation.user),
    slots: [...situation.slots],
  });
  const { state } = tracker.base;
  const steps = state.steps.slice(-STEPS_IN_SNAPSHOT);
  const snapshot: Snapshot = {
    conversationId: tracker.conversationId,
    history,
    events: tracker.recentEvents.toArray().map((event) => places.get(event) ?? event),
    loopNames: [...tracker.base.loopNames],
    isFolded: tracker.base.isFolded,
    live: { ...liveFields(tracker), latestMessage: indexOf(tracker.latestMessage) },
    base: {
      ...withoutVisible(state),
      slots: [...state.slots],
      latestMessage: indexOf(state.latestMessage),
      situation: toSituation(state.situation),
      steps: steps.map((step) => ({ ...step, situation: toSituation(step.situation) })),
      stepsAreComplete: state.stepsAreComplete && steps.length === state.steps.length,
    },
    users,
  };
  return snapshot as unknown as JsonValue;
}

/**
 * The inverse of {@link trackerToSnapshot}, for the domain loaded now: slots that are new start with their initial
 * value, slots that are gone are forgotten.
 */
export function trackerFromSnapshot(value: JsonValue, domain: Domain): Tracker {
  const snapshot = value as unknown as Snapshot;
  const empty = createBase(domain);
  const slotsOf = (slots: readonly (readonly [string, JsonValue])[]): ReadonlyMap<string, JsonValue> => {
    const known = slots.filter(([name]) => domain.slots.has(name));
    return new Map([...initialState(domain.slots).slots, ...known]);
  };
  const userAt = (index: number | null): UserUttered | null =>
    index === null ? null : (snapshot.users[index] ?? null);
  const fromSituation = (situation: SnapshotSituation): Situation => ({
    ...situation,
    user: userAt(situation.user),
    slots: slotsOf(situation.slots),
  });
  const { base } = snapshot;
  const { latestMessage, ...live } = snapshot.live;
  const steps = base.steps.map((step) => ({ ...step, situation: fromSituation(step.situation) }));
  const state: State = {
    ...base,
    slots: slotsOf(base.slots),
    latestMessage: userAt(base.latestMessage),
    situation: fromSituation(base.situation),
    steps: Log.of(steps),
    visible: steps.reduce(seeStep, NOTHING_VISIBLE),
  };
  const restored = { ...empty, state, loopNames: new Set(snapshot.loopNames), isFolded: snapshot.isFolded };
  const recentEvents = snapshot.events
    .map((entry) => (typeof entry === "number" ? snapshot.history[entry] : entry))
    .filter((event) => event !== undefined);
  // The window's events are applied already, so they are folded as they are, never collapsed again.
  const folded = foldEvents(restored, recentEvents);
  return {
    conversationId: snapshot.conversationId,
    ...folded,
    ...live,
    latestMessage: userAt(latestMessage),
    situation: { ...folded.situation, activeLoop: live.activeLoop },
    recentEvents: Log.of(recentEvents),
    history: Log.of(snapshot.history),
    base: restored,
  };
}
