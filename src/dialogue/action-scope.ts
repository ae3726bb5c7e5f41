import type { ActionExecuted, ConversationEvent, Tracker } from "../conversation/index.ts";
import type { DialoguePorts } from "./ports.ts";

/** What an action sees while it runs. */
export interface ActionScope {
  /** With the policy's events applied, without the action's own. */
  readonly tracker: Tracker;
  readonly ports: DialoguePorts;
  /** Name of the channel the messages leave by, or null. */
  readonly channel: string | null;
  /** Notes a custom action that failed. */
  readonly fail: (action: string, reason: string) => void;
}

/**
 * What an action wants. `rejected`: it declines, and another action is to be chosen. `failed`: a custom action it needs
 * went wrong; the events only apologise.
 */
export type ActionOutcome =
  | { readonly status: "done"; readonly events: readonly ConversationEvent[] }
  | { readonly status: "failed"; readonly events: readonly ConversationEvent[] }
  | { readonly status: "rejected" };

/** An action that is done. */
export function done(events: readonly ConversationEvent[]): ActionOutcome {
  return { status: "done", events };
}

/** An action that declines. */
export const REJECTED: ActionOutcome = { status: "rejected" };

/** The `action` event of an action no policy chose. */
export function actionEvent(name: string, confidence: number | null = null): ActionExecuted {
  return { event: "action", name, policy: null, confidence, action_text: null, hide_rule_turn: false };
}
