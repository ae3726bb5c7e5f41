import { assertNever, type JsonValue } from "../base/index.ts";
import { ACTION_LISTEN, ACTION_SESSION_START, type SlotDefinition } from "../domain/index.ts";
import { EMPTY_MESSAGE } from "./empty-message.ts";
import type {
  ActionExecuted,
  ActiveLoop,
  ConversationEvent,
  EntitiesAdded,
  SlotSet,
  UserUttered,
} from "./events.ts";
import type { LoopState, Step, TrackerBase } from "./tracker.ts";

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
    steps: [],
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
    stepsAreComplete: state.stepsAreComplete,
  };
}

function initialSlots(definitions: SlotDefinitions): ReadonlyMap<string, JsonValue> {
  return new Map([...definitions.values()].map((slot) => [slot.name, slot.initialValue]));
}

/** The state after an event; rewinds and undoing are the caller's, as they need the events before. Pure. */
export function applyToState(state: State, event: ConversationEvent, definitions: SlotDefinitions): State {
  const next = changeState(state, event, definitions);
  return event.timestamp === undefined || event.timestamp === next.latestEventTime
    ? next
    : { ...next, latestEventTime: event.timestamp };
}

function changeState(state: State, event: ConversationEvent, definitions: SlotDefinitions): State {
  switch (event.event) {
    case "user":
      return applyUser(state, event);
    case "action":
      return applyAction(state, event);
    case "slot":
      return applySlot(state, event, definitions);
    case "reset_slots":
      return withSlots(state, initialSlots(definitions));
    case "active_loop":
      return applyLoop(state, event);
    case "loop_interrupted":
      return withLoop(
        state,
        state.activeLoop && { ...state.activeLoop, is_interrupted: event.is_interrupted },
      );
    case "action_execution_rejected":
      return state.activeLoop?.name === event.name
        ? withLoop(state, { ...state.activeLoop, rejected: true })
        : state;
    case "user_featurization":
      return { ...state, situation: { ...state.situation, useText: event.use_text_for_featurization } };
    case "entities":
      return addEntities(state, event);
    case "session_started":
      return { ...reset(state, definitions, ACTION_LISTEN), latestIntents: state.latestIntents };
    case "restart":
      return reset(state, definitions, ACTION_SESSION_START);
    case "followup":
      return { ...state, followupAction: event.name };
    case "pause":
      return { ...state, paused: true };
    case "resume":
      return { ...state, paused: false };
    case "bot":
    case "agent":
    case "export":
    case "reminder":
    case "cancel_reminder":
    case "rewind":
    case "undo":
      return state;
    default:
      return assertNever(event);
  }
}

function applyUser(state: State, event: UserUttered): State {
  return {
    ...state,
    latestMessage: event,
    followupAction: null,
    latestInputChannel: event.input_channel,
    latestUserTime: event.timestamp ?? state.latestUserTime,
    latestIntents: [...state.latestIntents.slice(-3), event.parse_data.intent.name ?? null],
    situation: { ...state.situation, user: event, useText: null },
  };
}

function applyAction(state: State, event: ActionExecuted): State {
  const action = event.name ?? event.action_text ?? "";
  const step: Step = { situation: state.situation, action, hidden: event.hide_rule_turn };
  const isFull = state.steps.length >= STEPS_KEPT * 2;
  const kept = isFull ? state.steps.slice(-STEPS_KEPT) : state.steps;
  const activeLoop = loopAfterAction(state.activeLoop, action);
  return {
    ...state,
    latestAction: action,
    latestActionIsText: event.name === null,
    followupAction: null,
    activeLoop,
    situation: { ...state.situation, previousAction: action, activeLoop },
    steps: [...kept, step],
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
function applySlot(state: State, event: SlotSet, definitions: SlotDefinitions): State {
  const definition = definitions.get(event.name);
  if (definition === undefined) return state;
  return withSlots(state, new Map(state.slots).set(event.name, storedValue(definition, event.value)));
}

/** A list slot wraps a single value (rasa/shared/core/slots.py 3.6, ListSlot). */
function storedValue(definition: SlotDefinition, value: JsonValue): JsonValue {
  const wraps = definition.type === "list" && value !== null && value !== "" && !Array.isArray(value);
  return wraps ? [value] : value;
}

function withSlots(state: State, slots: ReadonlyMap<string, JsonValue>): State {
  return { ...state, slots, situation: { ...state.situation, slots } };
}

function applyLoop(state: State, event: ActiveLoop): State {
  if (event.name === null) return withLoop(state, null);
  return withLoop(state, {
    name: event.name,
    is_interrupted: false,
    rejected: false,
    trigger_message: (state.latestMessage?.parse_data ?? EMPTY_MESSAGE) as LoopState["trigger_message"],
  });
}

function withLoop(state: State, activeLoop: LoopState | null): State {
  return { ...state, activeLoop, situation: { ...state.situation, activeLoop } };
}

function addEntities(state: State, event: EntitiesAdded): State {
  const { latestMessage } = state;
  if (latestMessage === null) return state;
  const { parse_data } = latestMessage;
  const message = {
    ...latestMessage,
    parse_data: { ...parse_data, entities: [...parse_data.entities, ...event.entities] },
  };
  return { ...state, latestMessage: message, situation: { ...state.situation, user: message } };
}

function reset(state: State, definitions: SlotDefinitions, followupAction: string): State {
  return {
    ...initialState(definitions),
    followupAction,
    latestInputChannel: state.latestInputChannel,
    latestEventTime: state.latestEventTime,
  };
}
