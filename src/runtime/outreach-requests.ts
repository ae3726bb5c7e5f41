import { giveAddress, removeAddress } from "./address-book.ts";
import type { Assistant } from "./assistant.ts";
import type { RuntimeContext } from "./context.ts";
import { dropMessage, retryMessage } from "./outbox-requests.ts";
import { postEvent, readPost } from "./posting.ts";
import { changeReach } from "./reaching.ts";
import { cancelReminder, runReminderNow, snoozeReminder } from "./reminder-requests.ts";
import { triggerIntent } from "./triggering.ts";

type OutreachRequests = Pick<
  Assistant,
  | "trigger"
  | "postEvent"
  | "readPost"
  | "changeReach"
  | "giveAddress"
  | "removeAddress"
  | "cancelReminder"
  | "runReminderNow"
  | "snoozeReminder"
  | "retryMessage"
  | "dropMessage"
>;

/** What of the running assistant is about reaching out. */
export function outreachRequests(context: RuntimeContext): OutreachRequests {
  return {
    trigger: (request) => triggerIntent(context, request),
    postEvent: (request) => postEvent(context, request),
    readPost: (topic, id, page) => readPost(context, { topic, id }, page),
    changeReach: (conversationId, event) => changeReach(context, conversationId, event),
    giveAddress: (name, conversationId) => giveAddress(context, name, conversationId),
    removeAddress: (name) => removeAddress(context, name),
    cancelReminder: (conversationId, name) => cancelReminder(context, conversationId, name),
    runReminderNow: (conversationId, name) => runReminderNow(context, conversationId, name),
    snoozeReminder: (conversationId, name, by) => snoozeReminder(context, { conversationId, name, by }),
    retryMessage: (id) => retryMessage(context, id),
    dropMessage: (id) => dropMessage(context, id),
  };
}
