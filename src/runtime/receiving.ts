import type { JsonObject, JsonValue } from "../base/index.ts";
import type { Address, BotMessage, IncomingMessage } from "../conversation/index.ts";
import type { TurnInput } from "../dialogue/index.ts";
import type { RuntimeContext } from "./context.ts";
import type { ConversationState } from "./conversation-cache.ts";
import type { TurnOutcome, TurnRequest } from "./turns.ts";

/** A person's message: one turn, whose messages go to the outbox when the channel can push. */
export async function receiveMessage(
  context: RuntimeContext,
  message: IncomingMessage,
): Promise<{ readonly messages: readonly BotMessage[] }> {
  const input = userInput(context, message, message.text);
  let remembered: readonly BotMessage[] | null = null;
  const outcome = await runMessageTurn(context, message, async () => {
    remembered = await readRemembered(context, message);
    return remembered === null ? input : null;
  });
  return remembered === null ? toAnswer(outcome) : { messages: remembered };
}

/**
 * The person opened the chat: the channel's opening payload is handled unless this session has heard from the person
 * already, so that a client may say so at each reconnect.
 */
export async function openConversation(
  context: RuntimeContext,
  message: Omit<IncomingMessage, "text">,
): Promise<{ readonly messages: readonly BotMessage[] }> {
  const payload = context.channels.get(message.channel)?.openingPayload ?? null;
  if (payload === null) return { messages: [] };
  const input = userInput(context, message, payload);
  return toAnswer(
    await runMessageTurn(context, { ...message, isFromPerson: false }, (state) =>
      hasBegun(context, state) ? null : input,
    ),
  );
}

async function runMessageTurn(
  context: RuntimeContext,
  message: Omit<IncomingMessage, "text"> & { readonly isFromPerson?: boolean },
  input: TurnRequest["input"],
): Promise<TurnOutcome | null> {
  const deliverTo = pushAddress(context, message);
  const outcome = await context.turns.run({
    conversationId: message.conversationId,
    input,
    route: () => deliverTo,
    address: message.address ?? { channel: message.channel, data: {} },
    isFromPerson: message.isFromPerson ?? true,
    answer: (messages) =>
      message.dedupeId === undefined
        ? undefined
        : { key: dedupeKey(message), value: messages.map(({ body }) => body) as unknown as JsonValue },
  });
  // A client that opens the chat again can be reached again, also when there is nothing to answer.
  if (outcome === null && deliverTo !== null) context.courier.nudge(message.conversationId, true);
  return outcome;
}

/** Rasa strips what people write. */
function userInput(context: RuntimeContext, message: Omit<IncomingMessage, "text">, text: string): TurnInput {
  return {
    kind: "message",
    text: text.trim(),
    channel: message.channel,
    messageId: message.messageId ?? context.services.createId(),
    predict: true,
    ...(message.outputChannel !== undefined && { outputChannel: message.outputChannel }),
    ...(message.metadata !== undefined && { metadata: withoutOrigin(message.metadata) }),
  };
}

/** What a client says of a message cannot make it an external event. */
function withoutOrigin(metadata: JsonObject): JsonObject {
  if (metadata["is_external"] === undefined) return metadata;
  const { is_external: _, ...rest } = metadata;
  return rest;
}

/** Without an address the answer carries the messages, also when the message names a channel that could push. */
function pushAddress(
  { channels }: RuntimeContext,
  { channel, address }: Omit<IncomingMessage, "text">,
): Address | null {
  return address === undefined || channels.get(channel)?.push === undefined ? null : address;
}

/** Whether the person has written in the session that is still running. */
function hasBegun({ services }: RuntimeContext, { tracker }: ConversationState): boolean {
  if (tracker.latestUserTime === null) return false;
  const { expirationMinutes } = services.requireModel().domain.session;
  if (expirationMinutes === 0) return true;
  return services.clock.now() / 1000 - tracker.latestUserTime < expirationMinutes * 60;
}

function dedupeKey(message: Omit<IncomingMessage, "text">): string {
  return `message:${message.channel}:${message.dedupeId}`;
}

async function readRemembered(
  context: RuntimeContext,
  message: IncomingMessage,
): Promise<readonly BotMessage[] | null> {
  if (message.dedupeId === undefined) return null;
  const answer = await context.services.store.readAnswer(message.conversationId, dedupeKey(message));
  return answer as readonly BotMessage[] | null;
}

function toAnswer(outcome: TurnOutcome | null): { readonly messages: readonly BotMessage[] } {
  return { messages: outcome?.messages.map(({ body }) => body) ?? [] };
}
