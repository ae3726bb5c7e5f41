// What a project's own actions and channels import from "tsbot". Nothing else of the package is public.

export {
  type ActionDefinition,
  type ActionEvents,
  type ActionInput,
  type ActionMessage,
  type ActionRunContext,
  type ActionTracker,
  actionExecuted,
  actionExecutionRejected,
  actionReverted,
  activeLoop,
  allSlotsReset,
  conversationPaused,
  conversationResumed,
  defineAction,
  followupAction,
  type ReminderOptions,
  rejectExecution,
  reminderCancelled,
  reminderScheduled,
  restarted,
  sessionStarted,
  slotSet,
  userUtteranceReverted,
} from "./actions/index.ts";
export { type Clock, TsbotError } from "./base/index.ts";
export {
  type CallbackInputOptions,
  type Channel,
  type ChannelDefinition,
  type ChannelReply,
  type ChannelRequest,
  type ChannelServices,
  type Conversations,
  createCallbackInput,
  type Delivery,
  defineChannel,
  type OutgoingCall,
} from "./channels/index.ts";
export type {
  Address,
  BotMessage,
  ConversationEvent,
  Entity,
  IncomingMessage,
} from "./conversation/index.ts";
