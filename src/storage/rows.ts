import { isJsonObject, type JsonObject, type JsonValue, parseJson } from "../base/index.ts";
import type { BotMessage, ConversationEvent } from "../conversation/index.ts";
import type { BookAddress, ExternalEvent } from "./outreach-store.ts";
import type { SqlRow } from "./sql-row.ts";
import type { Reminder, StoredEvent, StoredMessage } from "./store.ts";

/** A row of `events`. */
export function toStoredEvent(row: SqlRow): StoredEvent {
  return { sequence: Number(row["sequence"]), event: json(row["data"]) as unknown as ConversationEvent };
}

/** A row of `messages`. */
export function toStoredMessage(row: SqlRow): StoredMessage {
  const channel = text(row["channel"]);
  const data = json(row["address"]);
  return {
    conversationId: String(row["conversation_id"]),
    sequence: Number(row["sequence"]),
    id: String(row["id"]),
    at: Number(row["at"]),
    body: json(row["body"]) as unknown as BotMessage,
    deliverTo: channel === null ? null : { channel, data: isJsonObject(data) ? data : {} },
    status: row["status"] as StoredMessage["status"],
    attempts: Number(row["attempts"]),
    nextAttemptAt: toTime(row["next_attempt_at"]),
    reason: text(row["reason"]),
  };
}

/** A row of `reminders`. */
export function toReminder(row: SqlRow): Reminder {
  return {
    id: String(row["id"]),
    conversationId: String(row["conversation_id"]),
    name: String(row["name"]),
    intent: String(row["intent"]),
    entities: json(row["entities"]) as readonly JsonValue[] | JsonObject | null,
    dueAt: Number(row["due_at"]),
    nextAttemptAt: Number(row["next_attempt_at"]),
    killOnUserMessage: row["kill_on_user_message"] === 1,
    expiresAfterMilliseconds: toTime(row["expires_after"]),
    recurrence: json(row["recurrence"]) as unknown as Reminder["recurrence"],
    ignoresQuietHours: row["ignores_quiet_hours"] === 1,
    heldBy: text(row["held_by"]) as Reminder["heldBy"],
    status: row["status"] as Reminder["status"],
    reason: text(row["reason"]),
    attempts: Number(row["attempts"]),
    createdAt: Number(row["created_at"]),
    endedAt: toTime(row["ended_at"]),
  };
}

/** A row of `external_events`. */
export function toExternalEvent(row: SqlRow): ExternalEvent {
  return {
    conversationId: String(row["conversation_id"]),
    id: String(row["id"]),
    topic: text(row["topic"]),
    intent: String(row["intent"]),
    entities: json(row["entities"]) as readonly JsonObject[],
    outputChannel: text(row["output_channel"]),
    dedupeKey: text(row["dedupe_key"]),
    batch: text(row["batch"]),
    dueAt: Number(row["due_at"]),
    nextAttemptAt: Number(row["next_attempt_at"]),
    attempts: Number(row["attempts"]),
    status: row["status"] as ExternalEvent["status"],
    reason: text(row["reason"]),
    result: json(row["result"]),
    createdAt: Number(row["created_at"]),
    endedAt: toTime(row["ended_at"]),
  };
}

/** A row of `address_book`. */
export function toBookAddress(row: SqlRow): BookAddress {
  return {
    name: String(row["name"]),
    conversationId: String(row["conversation_id"]),
    at: Number(row["at"]),
  };
}

/** JSON text of a column; null stays null. */
export function json(value: SqlRow[string] | undefined): JsonValue {
  return typeof value === "string" ? parseJson(value) : null;
}

/** A text column or null. */
export function text(value: SqlRow[string] | undefined): string | null {
  return typeof value === "string" ? value : null;
}

/** A number column or null. */
export function toTime(value: SqlRow[string] | undefined): number | null {
  return typeof value === "number" ? value : null;
}
