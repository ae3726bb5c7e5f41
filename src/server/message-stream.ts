import type { Assistant, Followed } from "../runtime/index.ts";
import type { StoredMessage } from "../storage/index.ts";
import { mailboxMessageToJson } from "./mailbox-json.ts";

/** What is streamed, and to when. */
export interface MessageStreamOptions {
  readonly assistant: Assistant;
  readonly conversationId: string;
  /** Messages with a higher sequence number. */
  readonly after: number;
  /** Also tells when the delivery of a message changes. */
  readonly deliveries: boolean;
  /** Ends the stream. */
  readonly signal: AbortSignal;
}

/**
 * A conversation's messages as server-sent events: `message` with its sequence number as the event's id, so that a
 * client that reconnects goes on where it was; `delivery`, if asked for, when a message's delivery changes; and a sign of
 * life for proxies now and then.
 */
export async function* streamMessages(options: MessageStreamOptions): AsyncGenerator<string> {
  const { assistant, conversationId, ...follow } = options;
  for await (const followed of assistant.follow(conversationId, follow)) yield toText(followed);
}

function toText(followed: Followed): string {
  switch (followed.kind) {
    case "begun":
      return "retry: 2000\n\n";
    case "idle":
      return ": still here\n\n";
    case "delivery":
      return toEvent("delivery", followed.message);
    case "message":
      return toEvent("message", followed.message, followed.message.sequence);
  }
}

function toEvent(type: string, message: StoredMessage, id?: number): string {
  const head = id === undefined ? "" : `id: ${id}\n`;
  return `${head}event: ${type}\ndata: ${JSON.stringify(mailboxMessageToJson(message))}\n\n`;
}
