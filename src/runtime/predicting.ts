import { applyEvents, type ConversationEvent, createTracker, type Tracker } from "../conversation/index.ts";
import { explainNext, explainTurn, type TurnExplanation } from "../dialogue/index.ts";
import type { PredictAnswer } from "./assistant.ts";
import type { RuntimeContext } from "./context.ts";
import { readHistory } from "./conversation-requests.ts";
import { readKnown } from "./known-conversation.ts";

/** What would be done next in a conversation. */
export async function predictNext(context: RuntimeContext, conversationId: string): Promise<PredictAnswer> {
  const { tracker, events } = await readKnown(context, conversationId);
  return predictIn(context, tracker, events);
}

/** What would be done next after these events. */
export function predictAfter(context: RuntimeContext, events: readonly ConversationEvent[]): PredictAnswer {
  const { clock, requireModel } = context.services;
  const now = clock.now() / 1000;
  const timed = events.map((event) => (event.timestamp === undefined ? { ...event, timestamp: now } : event));
  const tracker = applyEvents(createTracker(NOBODY, requireModel().domain), timed);
  return predictIn(context, tracker, timed);
}

/** Rasa's name for a sender nobody named. */
const NOBODY = "default";

function predictIn(
  { services }: RuntimeContext,
  tracker: Tracker,
  events: readonly ConversationEvent[],
): PredictAnswer {
  const ports = services.dialoguePorts();
  return { ...explainNext(tracker, ports), tracker, events, actionNames: [...ports.actionNames] };
}

/** Why a turn of a conversation went as it did. */
export async function explainConversation(
  context: RuntimeContext,
  conversationId: string,
  turn: number,
): Promise<TurnExplanation | null> {
  const ports = context.services.dialoguePorts();
  const events = await readHistory(context, conversationId, undefined);
  return explainTurn(conversationId, events, turn, ports);
}
