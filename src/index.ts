// What a project's own code uses: actions, events, channels. Start with defineAction.

// Actions
// Events an action returns
export {
  type ActionDefinition,
  type ActionInput,
  type ActionMessage,
  type ActionRunContext,
  type ActionTracker,
  actionExecuted,
  actionExecutionRejected,
  actionReverted,
  activeLoop,
  addressTaken,
  allSlotsReset,
  conversationPaused,
  conversationResumed,
  defineAction,
  followupAction,
  optedIn,
  optedOut,
  type ReminderOptions,
  rejectExecution,
  reminderCancelled,
  reminderScheduled,
  reminderSnoozed,
  restarted,
  sessionStarted,
  slotSet,
  subscribed,
  unsubscribed,
  userUtteranceReverted,
} from "./actions/index.ts";
// Errors
export { TsbotError, type TsbotErrorOptions } from "./base/index.ts";
// Channels of one's own
export {
  type CallbackInputOptions,
  type Channel,
  type ChannelDefinition,
  type ChannelReply,
  type ChannelRequest,
  type ChannelServices,
  createCallbackInput,
  type Delivery,
  defineChannel,
  type OutgoingCall,
  type VerifyOptions,
  verifyWebhook,
} from "./channels/index.ts";
export type { BotMessage, ConversationEvent, Entity, IncomingMessage } from "./conversation/index.ts";
// NLU components of one's own
export {
  type CustomComponent,
  type CustomComponentDefinition,
  type CustomContext,
  type CustomState,
  type CustomTrainingInput,
  createDenseSource,
  createFeatureSource,
  defineComponent,
  type FeatureSource,
  type Message,
  type Token,
  toSparseVector,
} from "./nlu/index.ts";
