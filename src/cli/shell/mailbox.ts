import { type Clock, delay, isJsonObject, type JsonObject, parseJson } from "../../base/index.ts";
import { path, type ServerClient } from "../client.ts";

/** A message of a conversation's mailbox. */
export interface MailboxMessage {
  readonly sequence: number;
  readonly id: string;
  readonly channel: string | null;
  readonly message: JsonObject;
}

/** Messages after a sequence number, oldest first. */
export async function readMailbox(
  client: ServerClient,
  conversationId: string,
  after: number,
): Promise<readonly MailboxMessage[]> {
  const answer = await client.request("GET", path("conversations", conversationId, "messages"), {
    query: { after: String(after) },
  });
  const list = isJsonObject(answer) ? answer["messages"] : null;
  return (Array.isArray(list) ? list : []).filter(isJsonObject).map(toMessage);
}

function toMessage({ sequence, id, channel, message }: JsonObject): MailboxMessage {
  return {
    sequence: Number(sequence),
    id: String(id),
    channel: typeof channel === "string" ? channel : null,
    message: isJsonObject(message) ? message : {},
  };
}

/** How long to wait before a broken stream is opened again, in milliseconds. */
const REOPEN_AFTER = 1_000;

export interface MailboxFollower {
  readonly client: ServerClient;
  readonly conversationId: string;
  readonly after: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  onMessage(message: MailboxMessage): void;
}

/** Follows a conversation's messages as server-sent events until aborted; resumes after interruptions. */
export async function followMailbox(follower: MailboxFollower): Promise<void> {
  let last = follower.after;
  while (!follower.signal.aborted) {
    try {
      for await (const event of follower.client.stream(
        path("conversations", follower.conversationId, "messages"),
        {
          after: last,
          signal: follower.signal,
        },
      )) {
        const message = toMessage(parseJson(event) as JsonObject);
        last = Math.max(last, message.sequence);
        follower.onMessage(message);
      }
    } catch {
      // The server is gone for a moment, or the shell is closing.
    }
    if (!follower.signal.aborted) await delay(follower.clock, REOPEN_AFTER, follower.signal).catch(() => {});
  }
}
