import { randomUUID } from "node:crypto";
import { conflict } from "../conflict.ts";
import type { Commit, CommitReceipt, ReminderChange, StoredMessage } from "../store.ts";
import type { SqliteDriver, Statement } from "./driver.ts";

/** Applies one commit inside the running transaction. Throws `storage/conflict` before or while changing rows. */
export type ApplyCommit = (commit: Commit) => CommitReceipt;

/** Prepares the statements of a commit once. */
export function prepareCommit(driver: SqliteDriver): ApplyCommit {
  const statements = {
    head: driver.prepare("SELECT sequence, message_sequence FROM conversations WHERE conversation_id = ?"),
    put: driver.prepare(
      `INSERT INTO conversations (conversation_id, sequence, updated_at, message_sequence, latest_channel)
       VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (conversation_id) DO UPDATE SET sequence = excluded.sequence, updated_at = excluded.updated_at,
         message_sequence = excluded.message_sequence,
         latest_channel = coalesce(excluded.latest_channel, conversations.latest_channel)`,
    ),
    snapshot: driver.prepare(
      "UPDATE conversations SET snapshot_sequence = ?, snapshot = ? WHERE conversation_id = ?",
    ),
    forgetEvents: driver.prepare("DELETE FROM events WHERE conversation_id = ?"),
    event: driver.prepare("INSERT INTO events (conversation_id, sequence, type, data) VALUES (?, ?, ?, ?)"),
    message: driver.prepare(
      `INSERT INTO messages (conversation_id, sequence, id, at, body, channel, address, status, attempts, next_attempt_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, ?)`,
    ),
    address: driver.prepare(
      `INSERT INTO addresses (conversation_id, channel, data) VALUES (?, ?, ?)
       ON CONFLICT (conversation_id, channel) DO UPDATE SET data = excluded.data WHERE data <> excluded.data`,
    ),
    answer: driver.prepare("INSERT INTO answers (conversation_id, key, value, at) VALUES (?, ?, ?, ?)"),
  };
  const applyReminder = prepareReminderChange(driver);

  return (commit) => {
    const { conversationId, at } = commit;
    const head = statements.head.get(conversationId);
    if (Number(head?.["sequence"] ?? 0) !== commit.expectedSequence) throw conflict(conversationId);
    if (commit.replaceHistory === true) {
      statements.forgetEvents.run(conversationId);
      statements.snapshot.run(null, null, conversationId);
    }
    const sequence = commit.expectedSequence + commit.events.length;
    const lastMessage = Number(head?.["message_sequence"] ?? 0);
    const channel = commit.address?.channel ?? null;
    statements.put.run(conversationId, sequence, at, lastMessage + commit.messages.length, channel);
    commit.events.forEach((event, index) => {
      const data = JSON.stringify(event);
      statements.event.run(conversationId, commit.expectedSequence + index + 1, event.event, data);
    });
    if (commit.snapshot !== undefined) {
      statements.snapshot.run(sequence, JSON.stringify(commit.snapshot), conversationId);
    }
    const messages = insertMessages(statements.message, commit, lastMessage);
    for (const change of commit.reminders) applyReminder(conversationId, change, at);
    if (commit.address !== undefined) {
      statements.address.run(conversationId, commit.address.channel, JSON.stringify(commit.address.data));
    }
    if (commit.answer !== undefined) {
      statements.answer.run(conversationId, commit.answer.key, JSON.stringify(commit.answer.value), at);
    }
    return { sequence, messages };
  };
}

function insertMessages(insert: Statement, commit: Commit, lastMessage: number): readonly StoredMessage[] {
  const { conversationId, at } = commit;
  return commit.messages.map(({ body, deliverTo }, index) => {
    const message: StoredMessage = {
      conversationId,
      sequence: lastMessage + index + 1,
      id: randomUUID(),
      at,
      body,
      deliverTo,
      status: deliverTo === null ? "collected" : "queued",
      attempts: 0,
      nextAttemptAt: deliverTo === null ? null : at,
      reason: null,
    };
    const address = deliverTo === null ? null : JSON.stringify(deliverTo.data);
    const { sequence, id, status, nextAttemptAt } = message;
    const channel = deliverTo?.channel ?? null;
    insert.run(
      conversationId,
      sequence,
      id,
      at,
      JSON.stringify(body),
      channel,
      address,
      status,
      nextAttemptAt,
    );
    return message;
  });
}

function prepareReminderChange(
  driver: SqliteDriver,
): (conversationId: string, change: ReminderChange, at: number) => void {
  const insert = driver.prepare(
    `INSERT INTO reminders (conversation_id, id, name, intent, entities, due_at, next_attempt_at,
       kill_on_user_message, expires_after, status, attempts, created_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'pending', 0, ?)`,
  );
  const end = driver.prepare(
    `UPDATE reminders SET status = ?, reason = ?, ended_at = ?
     WHERE conversation_id = ? AND id = ? AND status = 'pending'`,
  );
  return (conversationId, change, at) => {
    if (change.type === "schedule") {
      const { reminder } = change;
      const entities = reminder.entities === null ? null : JSON.stringify(reminder.entities);
      const kill = reminder.killOnUserMessage ? 1 : 0;
      const { id, name, intent, dueAt, expiresAfterMilliseconds } = reminder;
      insert.run(
        conversationId,
        id,
        name,
        intent,
        entities,
        dueAt,
        dueAt,
        kill,
        expiresAfterMilliseconds,
        at,
      );
      return;
    }
    const status = change.type === "fired" ? "fired" : change.status;
    const reason = change.type === "fired" ? null : change.reason;
    const { changes } = end.run(status, reason, at, conversationId, change.id);
    if (change.type === "fired" && changes !== 1) throw conflict(conversationId);
  };
}
