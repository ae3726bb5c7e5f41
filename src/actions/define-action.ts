import type { Clock, JsonObject, JsonValue } from "../base/index.ts";
import type { ConversationEvent, Entity } from "../conversation/index.ts";
import type { Domain } from "../domain/index.ts";

/** A custom action in TypeScript. */
export interface ActionDefinition {
  /** As the domain and the rules name it. */
  readonly name: string;
  /** Milliseconds after which it has failed (default 10,000). */
  readonly timeout?: number;
  /** Says something with `say`, returns events, or both. Throwing fails the action; the conversation goes on. */
  run(context: ActionRunContext): ActionEvents | Promise<ActionEvents>;
}

/** What an action may return: events, or nothing. */
export type ActionEvents = readonly ConversationEvent[] | undefined;

/** What an action works with. */
export interface ActionRunContext {
  readonly tracker: ActionTracker;
  readonly domain: Domain;
  /** Sends a message: a text, or a message with buttons, an image, a named response and its variables. */
  readonly say: (message: string | ActionMessage) => void;
  /** Where time comes from; use `clock.now()` (epoch milliseconds), so that your tests can own it. */
  readonly clock: Clock;
  /** Aborted when the action's time is up, or the server stops. */
  readonly signal: AbortSignal;
}

/** A message of an action. `response` names one of the domain; further keys are its variables. */
export interface ActionMessage {
  readonly text?: string;
  readonly image?: string;
  readonly buttons?: readonly JsonObject[];
  readonly elements?: readonly JsonObject[];
  readonly custom?: JsonObject;
  readonly attachment?: JsonValue;
  readonly response?: string;
  readonly [variable: string]: JsonValue | undefined;
}

/** The conversation as an action sees it. */
export interface ActionTracker {
  readonly conversationId: string;
  readonly slots: Readonly<Record<string, JsonValue>>;
  getSlot(name: string): JsonValue;
  readonly latestMessage: ActionInput;
  /** Values of the latest message's entities of a type, in order. */
  entityValues(
    entity: string,
    filter?: { readonly role?: string; readonly group?: string },
  ): readonly JsonValue[];
  /** Name of the active form, or null. */
  readonly activeLoop: string | null;
  readonly latestInputChannel: string | null;
  readonly latestAction: string | null;
  /** The newest events of this session, oldest first. */
  readonly events: readonly ConversationEvent[];
}

/** The latest message; `text` is null before the first. */
export interface ActionInput {
  readonly text: string | null;
  readonly intent: string | null;
  /** As Rasa gives them; a reminder takes them as they are. */
  readonly entities: readonly (Entity & JsonObject)[];
  readonly metadata: JsonObject;
}

/**
 * Defines a custom action; export it from a file in `actions/`.
 *
 * @example
 * export default defineAction({
 *   name: "action_tell_time",
 *   run({ say, clock }) {
 *     say(`It is ${new Date(clock.now()).toLocaleTimeString()}.`);
 *   },
 * });
 */
export function defineAction(definition: ActionDefinition): ActionDefinition {
  return definition;
}

const REJECTION = Symbol.for("tsbot.action-rejected");

/** Throw this from an action to decline: another action is chosen instead (rasa_sdk's `ActionExecutionRejection`). */
export function rejectExecution(reason = "rejected"): Error {
  return Object.defineProperty(new Error(reason), REJECTION, { value: true });
}

/** Whether an action declined. */
export function isRejection(error: unknown): boolean {
  return typeof error === "object" && error !== null && REJECTION in error;
}
