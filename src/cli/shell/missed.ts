import { isJsonObject, type JsonObject } from "../../base/index.ts";
import { path, type ServerClient } from "../client.ts";
import { type MailboxMessage, readMailbox } from "./mailbox.ts";

/** More than this would push everything else off the screen. */
const SHOWN = 20;

/** Where a conversation stands that somebody comes back to. */
export interface MissedMessages {
  /** What the bot said since the person last wrote, the newest of it. */
  readonly messages: readonly MailboxMessage[];
  /** How many came before those. */
  readonly left: number;
  /** Sequence number of the newest message of all. */
  readonly newest: number;
}

/** What a person may not have seen of a conversation that they come back to. */
export async function readMissed(client: ServerClient, conversationId: string): Promise<MissedMessages> {
  const all = await readMailbox(client, conversationId, 0);
  const newest = all.at(-1)?.sequence ?? 0;
  // Asking for the tracker of a new conversation would begin it.
  if (newest === 0) return { messages: [], left: 0, newest };
  const wrote = await readLastWriting(client, conversationId);
  const missed = all.filter(({ timestamp }) => timestamp >= wrote);
  const messages = missed.slice(-SHOWN);
  return { messages, left: missed.length - messages.length, newest };
}

/** The lines above what was missed. */
export function missedHeading({ messages, left }: MissedMessages): readonly string[] {
  if (messages.length === 0) return [];
  const heading = "While you were away (since you last wrote):";
  return left === 0 ? [heading] : [heading, `(${left} more before these)`];
}

/** When the person last wrote, in epoch seconds. */
async function readLastWriting(client: ServerClient, conversationId: string): Promise<number> {
  const tracker = await client.request("GET", path("conversations", conversationId, "tracker"), {
    query: { include_events: "ALL" },
  });
  const events = isJsonObject(tracker) && Array.isArray(tracker["events"]) ? tracker["events"] : [];
  return Number(events.filter(isJsonObject).findLast(isWriting)?.["timestamp"] ?? 0);
}

/** Events of devices and reminders are user events too. */
function isWriting({ event, metadata }: JsonObject): boolean {
  return event === "user" && !(isJsonObject(metadata) && metadata["is_external"] === true);
}
