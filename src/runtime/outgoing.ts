import { didYouMean, TsbotError } from "../base/index.ts";
import type { Channel } from "../channels/index.ts";
import {
  type Address,
  type BotMessage,
  type BotUttered,
  type ConversationEvent,
  toBotMessages,
} from "../conversation/index.ts";
import type { OutgoingMessage } from "../storage/index.ts";
import type { ConversationState } from "./conversation-cache.ts";

/** What the bot says in these events, as clients receive it. */
export function messagesOf(
  events: readonly ConversationEvent[],
  conversationId: string,
): readonly BotMessage[] {
  return events
    .filter((event): event is BotUttered => event.event === "bot")
    .flatMap((event) => toBotMessages(event, conversationId));
}

/** The same, each bound for the address (null: the answer or the mailbox carries it). */
export function outgoingMessages(
  events: readonly ConversationEvent[],
  conversationId: string,
  deliverTo: Address | null,
): readonly OutgoingMessage[] {
  return messagesOf(events, conversationId).map((body) => ({ body, deliverTo }));
}

/** Where messages go, or why they can only be collected. */
export interface Route {
  readonly deliverTo: Address | null;
  readonly reason: string | null;
}

/**
 * Resolves an output channel (Rasa's `output_channel`): a channel's name, `latest` for the channel a person last wrote
 * from, or null. A channel that cannot push, or that nobody knows, collects, and the reason says so.
 */
export function resolveRoute(
  outputChannel: string | null,
  state: Pick<ConversationState, "addresses" | "goneAddresses" | "latestChannel">,
  channels: ReadonlyMap<string, Channel>,
): Route {
  if (outputChannel === null) return { deliverTo: null, reason: null };
  const name = outputChannel === "latest" ? state.latestChannel : outputChannel;
  if (name === null) return { deliverTo: null, reason: "Nobody has written in this conversation yet." };
  const channel = channels.get(name);
  if (channel === undefined) {
    const known = [...channels.keys()];
    const hint = [didYouMean(name, known), `Channels: ${known.join(", ") || "none"}.`].filter(Boolean);
    return { deliverTo: null, reason: `There is no channel '${name}'. ${hint.join(" ")}` };
  }
  if (channel.push === undefined) {
    const reason =
      channel.connect === undefined
        ? `The channel '${name}' cannot push messages; read the mailbox instead.`
        : `Clients of the channel '${name}' take messages from the mailbox, at once while they are connected.`;
    return { deliverTo: null, reason };
  }
  if (state.goneAddresses.has(name)) {
    return {
      deliverTo: null,
      reason: `The receiver of the channel '${name}' said that the address is gone, until the person writes from there again.`,
    };
  }
  return { deliverTo: state.addresses.get(name) ?? { channel: name, data: {} }, reason: null };
}

/** An answer to whoever wants something to be sent while too much waits to be sent already. */
export function outboxFullError(): TsbotError {
  return new TsbotError("runtime/outbox-full", "Too many messages wait to be delivered already.", {
    hint: "Try again later; `tsbot outbox list` shows what waits, and why.",
  });
}
