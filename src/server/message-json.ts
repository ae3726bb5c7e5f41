import type { JsonObject } from "../base/index.ts";
import type { StoredMessage } from "../storage/index.ts";

/** A message of the mailbox: its place and what became of it, around Rasa's message JSON. */
export function messageToJson(message: StoredMessage): JsonObject {
  const { sequence, id, at, status, deliverTo, reason, body } = message;
  return {
    sequence,
    id,
    time: at / 1000,
    status,
    channel: deliverTo?.channel ?? null,
    reason,
    message: body as unknown as JsonObject,
  };
}
