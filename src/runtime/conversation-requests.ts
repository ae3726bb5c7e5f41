import type { JsonObject } from "../base/index.ts";
import {
  applyEvents,
  type ConversationEvent,
  createTracker,
  type ParseResult,
  selectEvents,
  type Tracker,
  trackerToJson,
} from "../conversation/index.ts";
import type { TurnInput } from "../dialogue/index.ts";
import type { AppendOptions, IncludeEvents } from "./assistant.ts";
import type { RuntimeContext } from "./context.ts";
import type { ConversationState } from "./conversation-cache.ts";
import { unknownConversation } from "./known-conversation.ts";
import { resolveRoute } from "./outgoing.ts";

/** The conversation now; a new one gets its session started first, as in Rasa. */
export async function startSession(context: RuntimeContext, conversationId: string): Promise<Tracker> {
  return await runQuietTurn(context, conversationId, ({ tracker }) =>
    tracker.history.length === 0 ? { kind: "session" } : null,
  );
}

/** Logs a user message and fills slots; nothing is predicted or said. */
export async function logMessage(
  context: RuntimeContext,
  conversationId: string,
  message: { readonly text: string; readonly parseResult?: ParseResult },
): Promise<Tracker> {
  const input: TurnInput = {
    kind: "message",
    text: message.text,
    channel: null,
    messageId: context.services.createId(),
    predict: false,
    ...(message.parseResult !== undefined && { parseResult: message.parseResult }),
  };
  return await runQuietTurn(context, conversationId, () => input);
}

/** Appends events; with side effects, bot messages are delivered and reminders scheduled or cancelled. */
export async function appendEvents(
  context: RuntimeContext,
  conversationId: string,
  request: AppendOptions & { readonly events: readonly ConversationEvent[] },
): Promise<Tracker> {
  const outcome = await context.turns.run({
    conversationId,
    input: () => ({ kind: "events", events: request.events }),
    route: (state) => resolveRoute(request.outputChannel, state, context.channels).deliverTo,
    sideEffects: request.executeSideEffects,
  });
  return outcome?.tracker ?? (await currentTracker(context, conversationId));
}

/** Puts events in the place of all there were; reminders and messages stay as they are. */
export async function replaceEvents(
  context: RuntimeContext,
  conversationId: string,
  events: readonly ConversationEvent[],
): Promise<Tracker> {
  const outcome = await context.turns.run({
    conversationId,
    input: () => ({ kind: "history", events }),
    route: () => null,
    replacesHistory: true,
    sideEffects: false,
  });
  return outcome?.tracker ?? (await currentTracker(context, conversationId));
}

async function runQuietTurn(
  context: RuntimeContext,
  conversationId: string,
  input: (state: ConversationState) => TurnInput | null,
): Promise<Tracker> {
  const outcome = await context.turns.run({
    conversationId,
    input,
    route: () => null,
  });
  return outcome?.tracker ?? (await currentTracker(context, conversationId));
}

/** Without a turn: whoever asks after a commit must be answered, whether or not new turns are taken. */
async function currentTracker(context: RuntimeContext, conversationId: string): Promise<Tracker> {
  return (await context.turns.cache.look(conversationId)).tracker;
}

/** The tracker as Rasa's JSON, at the present or up to a time (epoch seconds, inclusive). */
export async function trackerJson(
  context: RuntimeContext,
  conversationId: string,
  options: { readonly include: IncludeEvents; readonly until: number | undefined },
): Promise<JsonObject> {
  const { include, until } = options;
  if (include === "NONE" && until === undefined) {
    return trackerToJson(await currentTracker(context, conversationId), null);
  }
  const events = await readEventsUntil(context, conversationId, until);
  const tracker =
    until === undefined
      ? await currentTracker(context, conversationId)
      : applyEvents(createTracker(conversationId, context.services.requireModel().domain), events);
  return trackerToJson(tracker, include === "NONE" ? null : selectEvents(events, include));
}

/** All events, oldest first, up to a time. Throws `runtime/unknown-conversation`. */
export async function readHistory(
  context: RuntimeContext,
  conversationId: string,
  until: number | undefined,
): Promise<readonly ConversationEvent[]> {
  const { sequence } = await context.turns.cache.look(conversationId);
  if (sequence === 0) throw unknownConversation(conversationId);
  return await readEventsUntil(context, conversationId, until);
}

async function readEventsUntil(
  { services }: RuntimeContext,
  conversationId: string,
  until: number | undefined,
): Promise<readonly ConversationEvent[]> {
  const stored = await services.store.readEvents(conversationId);
  const events = stored.map(({ event }) => event);
  return until === undefined ? events : events.filter((event) => (event.timestamp ?? 0) <= until);
}
