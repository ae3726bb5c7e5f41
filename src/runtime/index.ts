// The running assistant: it takes a conversation's turn, decides, commits, delivers, and wires the ports together.
// Imports base, domain, conversation, dialogue, storage, channels and outreach.
// Start with turns.ts (one turn), then create-assistant.ts (the wiring) and assistant.ts (the contract).

export type {
  AppendOptions,
  Assistant,
  EventState,
  ExecuteAnswer,
  ExecuteRequest,
  IncludeEvents,
  LoadedModel,
  PostAnswer,
  PostState,
  PredictAnswer,
  ReminderRun,
  TriggerAnswer,
  TriggerRequest,
} from "./assistant.ts";
export { type AssistantOptions, createAssistant } from "./create-assistant.ts";
export { toEntities } from "./external-entities.ts";
export type { Followed } from "./following.ts";
export { unknownConversation } from "./known-conversation.ts";
export type { RuntimeModel } from "./model.ts";
export type { ReachEvent } from "./reaching.ts";
