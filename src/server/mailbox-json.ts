import type { JsonObject } from "../base/index.ts";
import type { StoredMessage } from "../storage/index.ts";

/** A message of the mailbox: the bot's message in Rasa's shape, its number, and what became of it. Seconds. */
export function mailboxMessageToJson(message: StoredMessage): JsonObject {
  return {
    sequence: message.sequence,
    id: message.id,
    timestamp: message.at / 1000,
    message: message.body as unknown as JsonObject,
    channel: message.deliverTo?.channel ?? null,
    status: message.status,
    reason: message.reason,
  };
}
