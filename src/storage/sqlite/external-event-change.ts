import { conflict } from "../conflict.ts";
import type { ExternalEventChange, ExternalEventStatus, NewExternalEvent } from "../outreach-store.ts";
import type { SqliteDriver } from "./driver.ts";

/** What a new row has besides the event. */
interface Outcome {
  readonly status: ExternalEventStatus;
  readonly reason: string | null;
  readonly result: string | null;
}

/** Prepares applying a change of a conversation's external events inside the running transaction. */
export function prepareExternalEventChange(
  driver: SqliteDriver,
): (conversationId: string, change: ExternalEventChange, at: number) => void {
  const insertRow = driver.prepare(
    `INSERT INTO external_events (conversation_id, id, topic, intent, entities, output_channel, dedupe_key, batch,
       due_at, next_attempt_at, attempts, status, reason, result, created_at, ended_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?)`,
  );
  const end = driver.prepare(
    `UPDATE external_events SET status = ?, reason = ?, result = ?, ended_at = ?
     WHERE conversation_id = ? AND id = ? AND status = 'waiting'`,
  );
  const insert = (conversationId: string, event: NewExternalEvent, outcome: Outcome, at: number): void => {
    const { id, topic, intent, outputChannel, dedupeKey, batch, dueAt } = event;
    const entities = JSON.stringify(event.entities);
    const { status, reason, result } = outcome;
    const common = [conversationId, id, topic, intent, entities, outputChannel, dedupeKey, batch] as const;
    const endedAt = status === "waiting" ? null : at;
    insertRow.run(...common, dueAt, dueAt, status, reason, result, at, endedAt);
  };
  const settle = (conversationId: string, id: string, outcome: Outcome, at: number): void => {
    const { status, reason, result } = outcome;
    if (end.run(status, reason, result, at, conversationId, id).changes !== 1) throw conflict(conversationId);
  };
  return (conversationId, change, at) => {
    const outcome = outcomeOf(change);
    if ("event" in change) insert(conversationId, change.event, outcome, at);
    else settle(conversationId, change.id, outcome, at);
  };
}

function outcomeOf(change: ExternalEventChange): Outcome {
  switch (change.type) {
    case "wait":
      return { status: "waiting", reason: null, result: null };
    case "keep":
    case "fired":
      return { status: "fired", reason: null, result: JSON.stringify(change.result) };
    case "suppress":
    case "suppressed":
      return { status: "suppressed", reason: change.reason, result: null };
  }
}
