import { describe, expect, it } from "vitest";
import * as events from "../../src/actions/index.ts";
import type { JsonObject } from "../../src/base/index.ts";
import { parseEvents } from "../../src/conversation/index.ts";

/** What rasa_sdk's function of the same name returns (rasa_sdk/events.py 3.6), without timestamps. */
const table: readonly (readonly [string, object, JsonObject])[] = [
  ["slotSet", events.slotSet("city", "Rome"), { event: "slot", name: "city", value: "Rome" }],
  ["slotSet to null", events.slotSet("city", null), { event: "slot", name: "city", value: null }],
  ["allSlotsReset", events.allSlotsReset(), { event: "reset_slots" }],
  [
    "reminderScheduled",
    events.reminderScheduled({
      intent: "EXTERNAL_reminder",
      at: Date.UTC(2026, 0, 2, 3, 4, 5),
      name: "call",
      entities: [{ entity: "PERSON", value: "Ann" }],
      killOnUserMessage: false,
    }),
    {
      event: "reminder",
      intent: "EXTERNAL_reminder",
      date_time: "2026-01-02T03:04:05.000Z",
      name: "call",
      entities: [{ entity: "PERSON", value: "Ann" }],
      kill_on_user_msg: false,
    },
  ],
  [
    "reminderScheduled with as little as possible",
    events.reminderScheduled({ intent: "EXTERNAL_reminder", at: "2026-01-02T03:04:05" }),
    {
      event: "reminder",
      intent: "EXTERNAL_reminder",
      date_time: "2026-01-02T03:04:05",
      name: null,
      entities: null,
      kill_on_user_msg: true,
    },
  ],
  [
    "reminderScheduled at a Date",
    events.reminderScheduled({
      intent: "EXTERNAL_reminder",
      at: new (class {
        getTime = (): number => 0;
      })(),
      expiresAfter: 60,
    }),
    {
      event: "reminder",
      intent: "EXTERNAL_reminder",
      date_time: "1970-01-01T00:00:00.000Z",
      name: null,
      entities: null,
      kill_on_user_msg: true,
      expires_after: 60,
    },
  ],
  [
    "reminderScheduled again and again",
    events.reminderScheduled({
      intent: "EXTERNAL_reminder",
      at: "2026-05-01T09:00:00",
      every: "1 day",
      timeZone: "Europe/Berlin",
      count: 3,
      until: 0,
      ignoreQuietHours: true,
    }),
    {
      event: "reminder",
      intent: "EXTERNAL_reminder",
      date_time: "2026-05-01T09:00:00",
      name: null,
      entities: null,
      kill_on_user_msg: false,
      every: "1 day",
      time_zone: "Europe/Berlin",
      count: 3,
      until: "1970-01-01T00:00:00.000Z",
      ignore_quiet_hours: true,
    },
  ],
  [
    "reminderSnoozed",
    events.reminderSnoozed("call", "10m"),
    { event: "snooze_reminder", name: "call", for: "10m" },
  ],
  ["subscribed", events.subscribed("plants/kitchen"), { event: "subscribe", topic: "plants/kitchen" }],
  ["unsubscribed", events.unsubscribed("plants"), { event: "unsubscribe", topic: "plants" }],
  ["unsubscribed from all", events.unsubscribed(), { event: "unsubscribe", topic: null }],
  ["optedOut", events.optedOut(), { event: "opt_out" }],
  ["addressTaken", events.addressTaken("greenhouse-3"), { event: "take_address", name: "greenhouse-3" }],
  ["optedIn", events.optedIn(), { event: "opt_in" }],
  ["reminderCancelled", events.reminderCancelled(), { event: "cancel_reminder" }],
  [
    "reminderCancelled by name, intent and entities",
    events.reminderCancelled({ name: "call", intent: "EXTERNAL_reminder", entities: { PERSON: "Ann" } }),
    { event: "cancel_reminder", name: "call", intent: "EXTERNAL_reminder", entities: { PERSON: "Ann" } },
  ],
  ["followupAction", events.followupAction("utter_hi"), { event: "followup", name: "utter_hi" }],
  ["restarted", events.restarted(), { event: "restart" }],
  ["sessionStarted", events.sessionStarted(), { event: "session_started" }],
  ["userUtteranceReverted", events.userUtteranceReverted(), { event: "rewind" }],
  ["actionReverted", events.actionReverted(), { event: "undo" }],
  ["conversationPaused", events.conversationPaused(), { event: "pause" }],
  ["conversationResumed", events.conversationResumed(), { event: "resume" }],
  ["activeLoop", events.activeLoop("trip_form"), { event: "active_loop", name: "trip_form" }],
  ["activeLoop of none", events.activeLoop(null), { event: "active_loop", name: null }],
  [
    "actionExecuted",
    events.actionExecuted("utter_hi"),
    {
      event: "action",
      name: "utter_hi",
      policy: null,
      confidence: null,
      action_text: null,
      hide_rule_turn: false,
    },
  ],
  [
    "actionExecutionRejected",
    events.actionExecutionRejected("trip_form"),
    { event: "action_execution_rejected", name: "trip_form", policy: null, confidence: null },
  ],
];

describe("an event an action returns", () => {
  it.each(table)("%s is Rasa's JSON", (_, event, json) => {
    expect(event).toEqual(json);
  });

  it.each(table)("%s is understood when it comes over HTTP", (_, event) => {
    expect(parseEvents([event as JsonObject])).toMatchObject([event]);
  });
});
