import type { ConversationEvent, Tracker } from "../conversation/index.ts";
import type { DialoguePorts } from "./ports.ts";

/** What an action sees while it runs. */
export interface ActionScope {
  /** With the policy's events applied, without the action's own. */
  readonly tracker: Tracker;
  readonly ports: DialoguePorts;
  readonly channel: string | null;
  /** Notes a custom action that failed. */
  readonly fail: (action: string, reason: string) => void;
}

/** What an action wants. `rejected`: it declines, and another action is to be chosen. */
export type ActionOutcome =
  | { readonly status: "done"; readonly events: readonly ConversationEvent[] }
  | { readonly status: "rejected" };

/** An action that is done. */
export function done(events: readonly ConversationEvent[]): ActionOutcome {
  return { status: "done", events };
}

/** An action that declines. */
export const REJECTED: ActionOutcome = { status: "rejected" };
