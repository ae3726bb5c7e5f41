import type { JsonObject, JsonValue } from "../base/index.ts";
import type { BotUttered, ConversationEvent } from "../conversation/index.ts";
import { type ActionOutcome, type ActionScope, done, REJECTED } from "./action-scope.ts";
import { botContent, toBotEvent } from "./bot-events.ts";
import type { ActionResponse } from "./ports.ts";
import { untimed } from "./turn-state.ts";

/** The domain's response for an action that failed, when it has one. */
export const ACTION_FAILED_RESPONSE = "utter_action_failed";

/**
 * Runs a custom action. Its messages come before its events (inventory §11.2). When it fails the turn goes on: the
 * failure is noted, and the domain's `utter_action_failed` is said if there is one.
 */
export async function runCustomAction(name: string, scope: ActionScope): Promise<ActionOutcome> {
  const { ports, tracker, channel } = scope;
  const result = await ports.actions.run(name, { tracker, domain: ports.domain, channel });
  if (result.status === "rejected") return REJECTED;
  if (result.status === "failed") {
    scope.fail(name, result.reason);
    return done(await apologise(scope));
  }
  const messages = await sayAll(result.responses, scope);
  return done([...messages, ...result.events.map(untimed)]);
}

async function apologise({ ports, tracker, channel }: ActionScope): Promise<readonly ConversationEvent[]> {
  if (!ports.domain.responses.has(ACTION_FAILED_RESPONSE)) return [];
  const event = await ports.responses.generate(ACTION_FAILED_RESPONSE, { tracker, channel });
  return event === null ? [] : [event];
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
  const variables = own;
  const event = await ports.responses.generate(name, { tracker, channel, variables });
  if (event === null) return null;
  const content = botContent(event);
  const ownButtons = Array.isArray(content["buttons"]) ? content["buttons"] : [];
  const allButtons = [...ownButtons, ...(Array.isArray(buttons) ? buttons : [])];
  return toBotEvent({ ...content, ...own, ...(allButtons.length > 0 && { buttons: allButtons }) });
}

function withoutEmpty(given: { readonly [key: string]: JsonValue | undefined }): JsonObject {
  const filled = Object.entries(given).filter(([, value]) => value !== undefined && !isEmpty(value));
  return Object.fromEntries(filled) as JsonObject;
}

function isEmpty(value: JsonValue): boolean {
  if (value === null || value === "") return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}
