import type { JsonObject, JsonValue } from "../base/index.ts";
import { type BotUttered, type ConversationEvent, MOST_EVENTS } from "../conversation/index.ts";
import { ACTION_FAILED } from "../domain/index.ts";
import { type ActionOutcome, type ActionScope, done, REJECTED } from "./action-scope.ts";
import { botContent, toBotEvent } from "./bot-events.ts";
import { sayIfDefined } from "./default-responses.ts";
import type { ActionResponse, ActionResult } from "./ports.ts";
import { untimed } from "./turn-state.ts";

/** The domain's response for an action that failed, when it has one. */
export const ACTION_FAILED_RESPONSE = "utter_action_failed";

/**
 * Runs a custom action. Its messages come before its events (inventory §11.2). When it fails the turn goes on: the
 * failure is noted, and the domain's `utter_action_failed` is said if there is one.
 */
export async function runCustomAction(name: string, scope: ActionScope): Promise<ActionOutcome> {
  const { ports, tracker, channel } = scope;
  const result = bounded(await ports.actions.run(name, { tracker, domain: ports.domain, channel }));
  if (result.status === "rejected") return REJECTED;
  if (result.status === "failed") {
    scope.fail(name, result.reason);
    // A domain that lists the action for failures apologises with it, and rules go on from there.
    const isHandled = ports.domain.actions.includes(ACTION_FAILED) && name !== ACTION_FAILED;
    return { status: "failed", events: isHandled ? [] : await apologise(scope) };
  }
  const messages = await sayAll(result.responses, scope);
  return done([...messages, ...result.events.map(untimed)]);
}

/** An action that adds more than a request may has failed: the conversation would carry it for ever. */
function bounded(result: ActionResult): ActionResult {
  if (result.status !== "done") return result;
  const count = result.events.length + result.responses.length;
  if (count <= MOST_EVENTS) return result;
  return {
    status: "failed",
    reason: `it returned ${count} events and messages, and ${MOST_EVENTS} are the most`,
  };
}

/** What a failed action leaves to say. */
export function apologise(scope: ActionScope): Promise<readonly ConversationEvent[]> {
  return sayIfDefined(ACTION_FAILED_RESPONSE, scope);
}

async function sayAll(
  responses: readonly ActionResponse[],
  scope: ActionScope,
): Promise<readonly BotUttered[]> {
  const events: BotUttered[] = [];
  for (const response of responses) {
    const event = await say(response, scope);
    if (event !== null) events.push(event);
  }
  return events;
}

/** A named response is made of slots and the given keys; buttons are added to its own, other parts replace its. */
async function say(
  response: ActionResponse,
  { ports, tracker, channel }: ActionScope,
): Promise<BotUttered | null> {
  const { response: name, template: _, buttons, ...given } = response;
  const own = withoutEmpty(given);
  if (typeof name !== "string" || name === "") {
    const offered = Array.isArray(buttons) && buttons.length > 0 ? { buttons } : {};
    return toBotEvent({ ...own, ...offered });
  }
  const event = await ports.responses.generate(name, { tracker, channel, variables: defined(given) });
  if (event === null) return null;
  const content = botContent(event);
  const ownButtons = Array.isArray(content["buttons"]) ? content["buttons"] : [];
  const allButtons = [...ownButtons, ...(Array.isArray(buttons) ? buttons : [])];
  return toBotEvent({ ...content, ...own, ...(allButtons.length > 0 && { buttons: allButtons }) });
}

interface Given {
  readonly [key: string]: JsonValue | undefined;
}

function defined(given: Given): JsonObject {
  const entries = Object.entries(given).filter(
    (entry): entry is [string, JsonValue] => entry[1] !== undefined,
  );
  return Object.fromEntries(entries);
}

/** What Python takes for false replaces nothing. */
function withoutEmpty(given: Given): JsonObject {
  return Object.fromEntries(Object.entries(defined(given)).filter(([, value]) => !isEmpty(value)));
}

function isEmpty(value: JsonValue): boolean {
  if (typeof value === "object" && value !== null) return Object.keys(value).length === 0;
  return value === null || value === "" || value === false || value === 0;
}
