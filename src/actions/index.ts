// Custom actions: written in TypeScript and run in this process, or on an action server over rasa_sdk's protocol; and the
// server that words the bot's messages (response-server.ts).
// Imports base, domain, conversation and dialogue. Start with define-action.ts, then runner.ts.

export { type CodeMentions, readCodeMentions } from "./code-mentions.ts";
export {
  type ActionDefinition,
  type ActionEvents,
  type ActionInput,
  type ActionMessage,
  type ActionRunContext,
  type ActionTracker,
  defineAction,
  rejectExecution,
} from "./define-action.ts";
export {
  actionExecuted,
  actionExecutionRejected,
  actionReverted,
  activeLoop,
  addressTaken,
  allSlotsReset,
  conversationPaused,
  conversationResumed,
  followupAction,
  optedIn,
  optedOut,
  type ReminderOptions,
  reminderCancelled,
  reminderScheduled,
  reminderSnoozed,
  restarted,
  sessionStarted,
  slotSet,
  subscribed,
  unsubscribed,
  userUtteranceReverted,
} from "./events.ts";
export { type LoadedActions, loadActions } from "./load-actions.ts";
export { createServerResponses } from "./response-server.ts";
export { type ActionRunnerOptions, createActionRunner } from "./runner.ts";
