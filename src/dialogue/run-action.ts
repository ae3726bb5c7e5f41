import { didYouMean, isJsonObject, type JsonObject } from "../base/index.ts";
import { applyEvents, type ConversationEvent, type Prediction } from "../conversation/index.ts";
import { ACTION_FAILED } from "../domain/index.ts";
import { type ActionOutcome, type ActionScope, done } from "./action-scope.ts";
import { toBotEvent } from "./bot-events.ts";
import { apologise, runCustomAction } from "./custom-action.ts";
import { DEFAULT_ACTIONS } from "./default-actions.ts";
import { sayIfDefined } from "./default-responses.ts";
import { runForm } from "./forms.ts";
import { extractSlots } from "./slot-extraction.ts";
import type { TurnState } from "./turn-state.ts";

/**
 * Runs one predicted action and records what came of it (rasa/core/processor.py 3.6, `_run_action`): the policy's
 * events, the action, its events; a rejection records only itself. A message an action made up fills slots again.
 */
export async function runAction(turn: TurnState, prediction: Prediction): Promise<void> {
  const tracker = applyEvents(turn.tracker, prediction.events);
  const scope: ActionScope = { tracker, ports: turn.ports, channel: turn.channel, fail: turn.fail };
  const outcome = await chooseAction(prediction.action, scope);
  if (outcome.status === "rejected") {
    turn.record({
      event: "action_execution_rejected",
      name: prediction.action,
      policy: prediction.policy,
      confidence: prediction.confidence,
    });
    return;
  }
  if (!outcome.events.some((event) => event.event === "action_execution_rejected"))
    recordAction(turn, prediction);
  turn.record(...outcome.events);
  const loop = unknownLoop(outcome.events, turn);
  if (loop !== null) {
    const hint = didYouMean(loop, [...turn.ports.domain.forms.keys()]);
    turn.takeBack(prediction.action, `it activates '${loop}', and there is no such form. ${hint}`.trim());
    return;
  }
  if (outcome.events.some((event) => event.event === "user")) await fillSlots(turn);
  if (outcome.status === "failed" && isHandled(prediction.action, turn)) await runAction(turn, AFTER_FAILURE);
}

const AFTER_FAILURE: Prediction = {
  action: ACTION_FAILED,
  policy: null,
  confidence: 1,
  events: [],
  hideRuleTurn: false,
};

/** A domain that lists `action_failed` wants it taken after a failure, so that rules can go on from there. */
function isHandled(failed: string, { ports }: TurnState): boolean {
  return failed !== ACTION_FAILED && ports.domain.actions.includes(ACTION_FAILED);
}

function recordAction(turn: TurnState, prediction: Prediction): void {
  const isText = turn.ports.domain.endToEndActions.includes(prediction.action);
  turn.record(...prediction.events, {
    event: "action",
    name: isText ? null : prediction.action,
    policy: prediction.policy,
    confidence: prediction.confidence,
    action_text: isText ? prediction.action : null,
    hide_rule_turn: prediction.hideRuleTurn,
  });
}

/** A loop that nothing can run would hold the conversation: no action could ever end it. */
function unknownLoop(events: readonly ConversationEvent[], { ports }: TurnState): string | null {
  const known = ports.actionNames;
  for (const event of events)
    if (event.event === "active_loop" && event.name !== null && !known.has(event.name)) return event.name;
  return null;
}

/** Fills slots from the latest message. */
export async function fillSlots(turn: TurnState): Promise<void> {
  turn.record(...(await extractSlots(turnScope(turn))));
}

/** An action's view of the turn as it stands. */
export function turnScope(turn: TurnState): ActionScope {
  return { tracker: turn.tracker, ports: turn.ports, channel: turn.channel, fail: turn.fail };
}

/** Default action, retrieval response, end-to-end text, response, form, custom action: in that order (inventory §6.4). */
async function chooseAction(name: string, scope: ActionScope): Promise<ActionOutcome> {
  const { domain } = scope.ports;
  const isOverridden = domain.actions.includes(name);
  const defaultAction = DEFAULT_ACTIONS.get(name);
  if (defaultAction !== undefined && !isOverridden) return await defaultAction(scope);
  if (domain.endToEndActions.includes(name)) return done([toBotEvent({ text: name })]);
  if (name.startsWith("utter_"))
    return done(await sayIfDefined(retrievalResponse(name, scope) ?? name, scope));
  if (name === ACTION_FAILED && !isImplemented(name, scope)) return done(await apologise(scope));
  const form = domain.forms.get(name);
  if (form !== undefined && !isOverridden) return await runForm(form, scope);
  return await runCustomAction(name, scope);
}

/** Whether the project itself has the action; an action server is only asked for what it must have. */
function isImplemented(name: string, { ports }: ActionScope): boolean {
  return ports.actions.hasOwn(name);
}

/** `utter_faq` for the retrieval intent `faq` says what the response selector chose, e.g. `utter_faq/opening`. */
function retrievalResponse(name: string, { tracker, ports }: ActionScope): string | null {
  const intent = name.slice("utter_".length);
  if (ports.domain.intents.get(intent)?.isRetrieval !== true) return null;
  const selector = tracker.latestMessage?.parse_data.response_selector;
  const chosen = selector?.[intent] ?? selector?.["default"];
  const response = isJsonObject(chosen) ? (chosen["response"] as JsonObject | undefined) : undefined;
  const utterAction = response?.["utter_action"];
  return typeof utterAction === "string" ? utterAction : null;
}
