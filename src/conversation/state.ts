import type { JsonValue } from "../base/index.ts";
import { ACTION_LISTEN, ACTION_SESSION_START, type SlotDefinition } from "../domain/index.ts";
import { EMPTY_MESSAGE } from "./empty-message.ts";
import type {
  ActionExecuted,
  ActiveLoop,
  ConversationEvent,
  EntitiesAdded,
  EventType,
  SlotSet,
  UserUttered,
} from "./events.ts";
import { Log } from "./log.ts";
import type { LoopState, Step, TrackerBase } from "./tracker.ts";
import { NOTHING_VISIBLE, seeStep } from "./visible-steps.ts";

/** Steps kept per session; more than any rule or memoised history looks back. */
export const STEPS_KEPT = 200;

/** Everything events change. `situation` is what policies see; the rest is the conversation as it stands. */
export type State = TrackerBase["state"];

/** The slots of a domain, by name. */
export type SlotDefinitions = TrackerBase["definitions"];

/** A conversation nothing has happened in. */
export function initialState(definitions: SlotDefinitions): State {
  const slots = initialSlots(definitions);
  return {
    slots,
    latestMessage: null,
    latestAction: null,
    latestActionIsText: false,
    followupAction: ACTION_LISTEN,
    paused: false,
    activeLoop: null,
    latestInputChannel: null,
    latestEventTime: null,
    latestUserTime: null,
    latestIntents: [],
    situation: { user: null, useText: null, slots, activeLoop: null, previousAction: null },
    steps: Log.of([]),
    visible: NOTHING_VISIBLE,
    stepsAreComplete: true,
  };
}

/** The state alone of what holds more, such as a tracker. The one list of its fields. */
export function pickState(state: State): State {
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
    visible: state.visible,
    stepsAreComplete: state.stepsAreComplete,
  };
}

function initialSlots(definitions: SlotDefinitions): ReadonlyMap<string, JsonValue> {
  return new Map([...definitions.values()].map((slot) => [slot.name, slot.initialValue]));
}

/**
 * The state after an event, with everything else that `state` holds; rewinds and undoing are the caller's, as they need
 * the events before. Pure.
 *
 * @param more changes besides, made in the same copy: this is done for every event of every turn
 */
export function applyToState<Whole extends State>(
  state: Whole,
  event: ConversationEvent,
  definitions: SlotDefinitions,
  more?: Partial<Whole>,
): Whole {
  const changes = CHANGES[event.event] as ChangesOf<ConversationEvent>;
  const { timestamp = state.latestEventTime } = event;
  const next = { ...state };
  return Object.assign(next, changes(state, event, definitions), more, { latestEventTime: timestamp });
}

type Changes = Partial<State>;

type ChangesOf<Event extends ConversationEvent> = (
  state: State,
  event: Event,
  definitions: SlotDefinitions,
) => Changes;

const NOTHING: Changes = {};

/** What each event changes: an event that is not here is a mistake of types. */
const CHANGES: {
  readonly [Type in EventType]: ChangesOf<Extract<ConversationEvent, { readonly event: Type }>>;
} = {
  user: hear,
  action: act,
  slot: setSlot,
  reset_slots: (state, _event, definitions) => withSlots(state, initialSlots(definitions)),
  active_loop: setLoop,
  loop_interrupted: (state, { is_interrupted }) =>
    withLoop(state, state.activeLoop && { ...state.activeLoop, is_interrupted }),
  action_execution_rejected: (state, { name }) =>
    state.activeLoop?.name === name ? withLoop(state, { ...state.activeLoop, rejected: true }) : NOTHING,
  user_featurization: ({ situation }, { use_text_for_featurization: useText }) => ({
    situation: { ...situation, useText },
  }),
  entities: addEntities,
  session_started: (state, _event, definitions) => ({
    ...reset(state, definitions, ACTION_LISTEN),
    latestIntents: state.latestIntents,
  }),
  restart: (state, _event, definitions) => reset(state, definitions, ACTION_SESSION_START),
  followup: (_state, { name }) => ({ followupAction: name }),
  pause: () => ({ paused: true }),
  resume: () => ({ paused: false }),
  bot: () => NOTHING,
  agent: () => NOTHING,
  export: () => NOTHING,
  reminder: () => NOTHING,
  cancel_reminder: () => NOTHING,
  snooze_reminder: () => NOTHING,
  subscribe: () => NOTHING,
  unsubscribe: () => NOTHING,
  opt_out: () => NOTHING,
  opt_in: () => NOTHING,
  take_address: () => NOTHING,
  rewind: () => NOTHING,
  undo: () => NOTHING,
};

function hear(state: State, event: UserUttered): Changes {
  return {
    latestMessage: event,
    followupAction: null,
    latestInputChannel: event.input_channel,
    latestUserTime: event.timestamp ?? state.latestUserTime,
    latestIntents: [...state.latestIntents.slice(-3), event.parse_data.intent.name ?? null],
    situation: { ...state.situation, user: event, useText: null },
  };
}

function act(state: State, event: ActionExecuted): Changes {
  const action = event.name ?? event.action_text ?? "";
  const step: Step = { situation: state.situation, action, hidden: event.hide_rule_turn };
  const isFull = state.steps.length >= STEPS_KEPT * 2;
  const kept = isFull ? Log.of(state.steps.slice(-STEPS_KEPT)) : state.steps;
  const activeLoop = loopAfterAction(state.activeLoop, action);
  return {
    latestAction: action,
    latestActionIsText: event.name === null,
    followupAction: null,
    activeLoop,
    situation: { ...state.situation, previousAction: action, activeLoop },
    steps: kept.append(step),
    visible: seeStep(state.visible, step),
    stepsAreComplete: state.stepsAreComplete && !isFull,
  };
}

/** Any action ends the interruption; the form's own action ends its rejection. */
function loopAfterAction(loop: LoopState | null, action: string): LoopState | null {
  if (loop === null) return null;
  const rejected = loop.rejected && loop.name !== action;
  return loop.is_interrupted || rejected !== loop.rejected
    ? { ...loop, is_interrupted: false, rejected }
    : loop;
}

/** A slot the domain does not know is recorded in the events but remembered nowhere, as in Rasa. */
function setSlot(state: State, { name, value }: SlotSet, definitions: SlotDefinitions): Changes {
  const definition = definitions.get(name);
  if (definition === undefined) return NOTHING;
  return withSlots(state, new Map(state.slots).set(name, storedValue(definition, value)));
}

/** A list slot wraps a single value (rasa/shared/core/slots.py 3.6, ListSlot). */
function storedValue(definition: SlotDefinition, value: JsonValue): JsonValue {
  const wraps = definition.type === "list" && value !== null && value !== "" && !Array.isArray(value);
  return wraps ? [value] : value;
}

function withSlots({ situation }: State, slots: ReadonlyMap<string, JsonValue>): Changes {
  return { slots, situation: { ...situation, slots } };
}

function setLoop(state: State, { name }: ActiveLoop): Changes {
  if (name === null) return withLoop(state, null);
  return withLoop(state, {
    name,
    is_interrupted: false,
    rejected: false,
    trigger_message: (state.latestMessage?.parse_data ?? EMPTY_MESSAGE) as LoopState["trigger_message"],
  });
}

function withLoop({ situation }: State, activeLoop: LoopState | null): Changes {
  return { activeLoop, situation: { ...situation, activeLoop } };
}

function addEntities({ latestMessage, situation }: State, { entities }: EntitiesAdded): Changes {
  if (latestMessage === null) return NOTHING;
  const { parse_data } = latestMessage;
  const message = {
    ...latestMessage,
    parse_data: { ...parse_data, entities: [...parse_data.entities, ...entities] },
  };
  return { latestMessage: message, situation: { ...situation, user: message } };
}

function reset(state: State, definitions: SlotDefinitions, followupAction: string): Changes {
  return {
    ...initialState(definitions),
    followupAction,
    latestInputChannel: state.latestInputChannel,
    latestEventTime: state.latestEventTime,
  };
}
