import type { ConversationEvent } from "../conversation/index.ts";
import { REQUESTED_SLOT } from "../domain/index.ts";
import { type ActionOutcome, type ActionScope, done } from "./action-scope.ts";
import { giveUp, sayIfDefined } from "./default-responses.ts";
import { startSession } from "./session.ts";
import { extractSlots } from "./slot-extraction.ts";
import { askAffirmation, runTwoStageFallback } from "./two-stage-fallback.ts";

type DefaultAction = (scope: ActionScope) => ActionOutcome | Promise<ActionOutcome>;

const nothing: DefaultAction = () => done([]);

/** What Rasa's default actions do, by name (inventory §6.5). A domain that lists one runs its own instead. */
export const DEFAULT_ACTIONS: ReadonlyMap<string, DefaultAction> = new Map<string, DefaultAction>([
  ["action_listen", nothing],
  ["action_unlikely_intent", nothing],
  ["action_session_start", startSession],
  [
    "action_restart",
    async (scope) => done([...(await sayIfDefined("utter_restart", scope)), { event: "restart" }]),
  ],
  ["action_default_fallback", async (scope) => done(await giveUp(scope))],
  ["action_deactivate_loop", () => done(deactivateLoop())],
  [
    "action_back",
    async (scope) => done([...(await sayIfDefined("utter_back", scope)), ...twice({ event: "rewind" })]),
  ],
  ["action_default_ask_affirmation", (scope) => done([askAffirmation(scope)])],
  ["action_default_ask_rephrase", async (scope) => done(await sayIfDefined("utter_ask_rephrase", scope))],
  ["action_two_stage_fallback", runTwoStageFallback],
  ["action_revert_fallback_events", nothing],
  ["action_extract_slots", async (scope) => done(await extractSlots(scope))],
]);

function deactivateLoop(): readonly ConversationEvent[] {
  return [
    { event: "active_loop", name: null },
    { event: "slot", name: REQUESTED_SLOT, value: null },
  ];
}

function twice(event: ConversationEvent): readonly ConversationEvent[] {
  return [event, event];
}
