import { type Clock, delay, isJsonObject, type JsonObject, parseJson, TsbotError } from "../../base/index.ts";
import { path, type ServerClient } from "../client.ts";

/** A message of a conversation's mailbox. */
export interface MailboxMessage {
  readonly sequence: number;
  readonly id: string;
  /** When it was said, in epoch seconds. */
  readonly timestamp: number;
  readonly channel: string | null;
  readonly message: JsonObject;
}

/** The server gives this many at once. */
const PAGE = 1_000;

/** Messages after a sequence number, oldest first. */
export async function readMailbox(
  client: ServerClient,
  conversationId: string,
  after: number,
): Promise<readonly MailboxMessage[]> {
  const messages: MailboxMessage[] = [];
  for (let page: readonly MailboxMessage[]; ; ) {
    const answer = await client.request("GET", path("conversations", conversationId, "messages"), {
      query: { after: String(messages.at(-1)?.sequence ?? after), limit: String(PAGE) },
    });
    const list = isJsonObject(answer) ? answer["messages"] : null;
    page = (Array.isArray(list) ? list : []).filter(isJsonObject).map(toMessage);
    messages.push(...page);
    if (page.length < PAGE) return messages;
  }
}

function toMessage({ sequence, id, timestamp, channel, message }: JsonObject): MailboxMessage {
  return {
    sequence: Number(sequence),
    id: String(id),
    timestamp: Number(timestamp),
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
  /** The server does not answer any more, or does again. */
  onServer(state: "gone" | "back"): void;
}

/** Follows a conversation's messages as server-sent events until aborted; resumes after interruptions. */
export async function followMailbox(follower: MailboxFollower): Promise<void> {
  const { client, conversationId, clock, signal } = follower;
  let last = follower.after;
  let isGone = false;
  const onOpen = (): void => {
    if (isGone) follower.onServer("back");
    isGone = false;
  };
  while (!signal.aborted) {
    try {
      const target = path("conversations", conversationId, "messages");
      for await (const event of client.stream(target, { after: last, signal, onOpen })) {
        const message = toMessage(parseJson(event) as JsonObject);
        last = Math.max(last, message.sequence);
        follower.onMessage(message);
      }
    } catch (error) {
      const isAway = TsbotError.isInstance(error) && error.code === "cli/no-answer";
      if (isAway && !isGone && !signal.aborted) {
        isGone = true;
        follower.onServer("gone");
      }
    }
    if (!signal.aborted) await delay(clock, REOPEN_AFTER, signal).catch(() => {});
  }
}
