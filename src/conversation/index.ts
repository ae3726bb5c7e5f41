// What a conversation is made of: events (the only truth), the tracker (their fold), messages, parse results,
// predictions, and stories as data. Imports base and domain. Start with events.ts, then tracker.ts.
//
// Words: a TURN is one input handled up to the next action_listen; a PLAN the events and messages a turn wants; a
// COMMIT the one transaction that makes a plan true; the OUTBOX holds messages committed but not yet delivered; a
// DELIVERY is one attempt to deliver; the MAILBOX is what a conversation's clients read by sequence number.

export { ADDRESS_NAME_RULE, isAddressName } from "./address-name.ts";
export { toBotMessages } from "./bot-messages.ts";
export { ENTITY_SHAPE, EVENT_SHAPES, PARSE_DATA_SHAPE } from "./event-shapes.ts";
export type {
  ActionExecuted,
  ActionExecutionRejected,
  ActiveLoop,
  BotUttered,
  ConversationEvent,
  EventType,
  FollowupAction,
  ReminderCancelled,
  ReminderScheduled,
  ReminderSnoozed,
  SlotSet,
  TopicSubscribed,
  TopicUnsubscribed,
  UserUttered,
} from "./events.ts";
export { isExternal, MOST_EVENTS } from "./events.ts";
export { applyEvent, applyEvents, createTracker } from "./fold.ts";
export type { Log } from "./log.ts";
export type { Address, BotMessage, BotMessageData, IncomingMessage } from "./messages.ts";
export { parseEvent, parseEvents } from "./parse-event.ts";
export type { Entity, IntentPrediction, Interpreter, ParseContext, ParseResult } from "./parse-result.ts";
export type {
  ActionScore,
  DecisionBasis,
  ExplainedPrediction,
  PolicyOpinion,
  Prediction,
  Predictor,
  RunnerUp,
} from "./prediction.ts";
export { RASA_VERSION } from "./rasa-version.ts";
export { type EventSelection, selectEvents } from "./select-events.ts";
export { rememberedByRasa, splitSessions } from "./sessions.ts";
export { trackerFromSnapshot, trackerToSnapshot } from "./snapshot.ts";
export type { ConditionStep, PlainStep, SlotStep, Story, StoryStep, UserStep } from "./stories.ts";
export { timeZoneOf } from "./time-zone.ts";
export { isTopic, TOPIC_RULE } from "./topic.ts";
export type { LoopState, Situation, Step, Tracker } from "./tracker.ts";
export { trackerToJson } from "./tracker-json.ts";
export { seenIn } from "./visible-steps.ts";
