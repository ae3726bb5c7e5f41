import type { ConversationEvent } from "../conversation/index.ts";
import type { ActionScope } from "./action-scope.ts";

/** Says a response when the domain has it, or lists it among its actions for a server to word. */
export async function sayIfDefined(
  name: string,
  { ports, tracker, channel }: ActionScope,
): Promise<readonly ConversationEvent[]> {
  const { responses, actions } = ports.domain;
  if (!responses.has(name) && !actions.includes(name)) return [];
  const event = await ports.responses.generate(name, { tracker, channel });
  return event === null ? [] : [event];
}

/** The default fallback: `utter_default`, and the message is taken back. */
export async function giveUp(scope: ActionScope): Promise<readonly ConversationEvent[]> {
  return [...(await sayIfDefined("utter_default", scope)), { event: "rewind" }];
}
