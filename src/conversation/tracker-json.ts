import type { JsonArray, JsonObject, JsonValue } from "../base/index.ts";
import { EMPTY_MESSAGE } from "./empty-message.ts";
import type { ConversationEvent } from "./events.ts";
import type { Tracker } from "./tracker.ts";

/**
 * The tracker as Rasa's JSON (`current_state`), with the events given or `events: null`. `message` chooses the latest
 * message: the one just answered (`live`, what action servers see), or the one in the history that policies see, in
 * which a form's own questions and answers are left out (`applied`, what the API shows).
 */
export function trackerToJson(
  tracker: Tracker,
  events: readonly ConversationEvent[] | null,
  message: "live" | "applied" = "applied",
): JsonObject {
  const { latestAction, activeLoop } = tracker;
  const latestMessage = message === "live" ? tracker.latestMessage : tracker.situation.user;
  return {
    sender_id: tracker.conversationId,
    slots: Object.fromEntries(tracker.slots),
    latest_message:
      latestMessage === null ? EMPTY_MESSAGE : (latestMessage.parse_data as unknown as JsonObject),
    latest_event_time: tracker.latestEventTime,
    followup_action: tracker.followupAction,
    paused: tracker.paused,
    events: events === null ? null : (events.map(eventToJson) as unknown as JsonArray),
    latest_input_channel: tracker.latestInputChannel,
    active_loop: activeLoop === null ? {} : (activeLoop as unknown as JsonObject),
    latest_action: latestAction === null ? {} : actionToJson(tracker, latestAction),
    latest_action_name: tracker.latestActionIsText ? null : latestAction,
  };
}

function actionToJson(tracker: Tracker, action: string): JsonObject {
  return tracker.latestActionIsText ? { action_text: action } : { action_name: action };
}

/** Rasa's answers leave the criteria of a cancellation out; the store keeps them. */
function eventToJson(event: ConversationEvent): JsonValue {
  if (event.event !== "cancel_reminder") return event as unknown as JsonValue;
  const { name: _, intent: __, entities: ___, ...rest } = event;
  return rest as unknown as JsonValue;
}
