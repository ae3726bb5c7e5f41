import { conflict } from "../conflict.ts";
import { newMessages } from "../new-messages.ts";
import type { Commit, CommitReceipt, ReminderChange, StoredMessage } from "../store.ts";
import type { SqliteDriver } from "./driver.ts";
import { prepareExternalEventChange } from "./external-event-change.ts";
import { prepareReachChange } from "./reach-change.ts";
import { prepareScheduling } from "./schedule-reminder.ts";

/** Applies one commit inside the running transaction. Throws `storage/conflict` before or while changing rows. */
export type ApplyCommit = (commit: Commit) => CommitReceipt;

/** Prepares the statements of a commit once. */
export function prepareCommit(driver: SqliteDriver): ApplyCommit {
  const head = driver.prepare(
    "SELECT sequence, message_sequence FROM conversations WHERE conversation_id = ?",
  );
  const put = driver.prepare(
    `INSERT INTO conversations (conversation_id, sequence, updated_at, message_sequence, latest_channel)
     VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (conversation_id) DO UPDATE SET sequence = excluded.sequence, updated_at = excluded.updated_at,
       message_sequence = excluded.message_sequence,
       latest_channel = coalesce(excluded.latest_channel, conversations.latest_channel)`,
  );
  const writeEvents = prepareEvents(driver);
  const writeMessages = prepareMessages(driver);
  const applyReminder = prepareReminderChange(driver);
  const applyReach = prepareReachChange(driver);
  const applyExternalEvent = prepareExternalEventChange(driver);
  const remember = prepareMemory(driver);

  return (commit) => {
    const { conversationId, at, expectedSequence, address } = commit;
    const stored = head.get(conversationId);
    if (Number(stored?.["sequence"] ?? 0) !== expectedSequence) throw conflict(conversationId);
    const sequence = expectedSequence + commit.events.length;
    const lastMessage = Number(stored?.["message_sequence"] ?? 0);
    const newestMessage = lastMessage + commit.messages.length;
    put.run(conversationId, sequence, at, newestMessage, address?.channel ?? null);
    writeEvents(commit, sequence);
    const messages = writeMessages(commit, lastMessage);
    for (const change of commit.reminders) applyReminder(conversationId, change, at);
    for (const change of commit.reach ?? []) applyReach(conversationId, change, at);
    for (const change of commit.externalEvents ?? []) applyExternalEvent(conversationId, change, at);
    remember(commit);
    return { sequence, revision: null, messages };
  };
}

function prepareEvents(driver: SqliteDriver): (commit: Commit, sequence: number) => void {
  const forget = driver.prepare("DELETE FROM events WHERE conversation_id = ?");
  const insert = driver.prepare(
    "INSERT INTO events (conversation_id, sequence, type, data) VALUES (?, ?, ?, ?)",
  );
  const putSnapshot = driver.prepare(
    "UPDATE conversations SET snapshot_sequence = ?, snapshot = ? WHERE conversation_id = ?",
  );
  return ({ conversationId, expectedSequence, events, snapshot, replaceHistory }, sequence) => {
    if (replaceHistory === true) {
      forget.run(conversationId);
      putSnapshot.run(null, null, conversationId);
    }
    for (const [index, event] of events.entries()) {
      insert.run(conversationId, expectedSequence + index + 1, event.event, JSON.stringify(event));
    }
    if (snapshot !== undefined) putSnapshot.run(sequence, JSON.stringify(snapshot), conversationId);
  };
}

function prepareMessages(driver: SqliteDriver): (commit: Commit, newest: number) => readonly StoredMessage[] {
  const collect = driver.prepare(
    `INSERT INTO messages (conversation_id, sequence, id, at, body, status, attempts, is_next)
     VALUES (?, ?, ?, ?, ?, 'collected', 0, 0)`,
  );
  const queue = driver.prepare(
    `INSERT INTO messages
       (conversation_id, sequence, id, at, body, channel, address, status, attempts, next_attempt_at, is_next)
     VALUES (?, ?, ?, ?, ?, ?, ?, 'queued', 0, ?,
       NOT EXISTS (SELECT 1 FROM messages WHERE status = 'queued' AND conversation_id = ? AND channel = ?))`,
  );
  return (commit, newest) => {
    const messages = newMessages(commit, newest);
    for (const { conversationId, sequence, id, at, body, deliverTo } of messages) {
      const common = [conversationId, sequence, id, at, JSON.stringify(body)] as const;
      if (deliverTo === null) collect.run(...common);
      else {
        const { channel, data } = deliverTo;
        queue.run(...common, channel, JSON.stringify(data), at, conversationId, channel);
      }
    }
    return messages;
  };
}

/** Addresses and answers. */
function prepareMemory(driver: SqliteDriver): (commit: Commit) => void {
  const putAddress = driver.prepare(
    `INSERT INTO addresses (conversation_id, channel, data) VALUES (?, ?, ?)
     ON CONFLICT (conversation_id, channel) DO UPDATE SET data = excluded.data, is_gone = 0
       WHERE data <> excluded.data OR is_gone = 1`,
  );
  const putAnswer = driver.prepare(
    `INSERT INTO answers (conversation_id, key, value, at) VALUES (?, ?, ?, ?)
     ON CONFLICT (conversation_id, key) DO NOTHING`,
  );
  return ({ conversationId, at, address, answer }) => {
    if (address !== undefined) putAddress.run(conversationId, address.channel, JSON.stringify(address.data));
    if (answer === undefined) return;
    const { changes } = putAnswer.run(conversationId, answer.key, JSON.stringify(answer.value), at);
    if (changes !== 1) throw conflict(conversationId);
  };
}

function prepareReminderChange(
  driver: SqliteDriver,
): (conversationId: string, change: ReminderChange, at: number) => void {
  const schedule = prepareScheduling(driver);
  const end = driver.prepare(
    `UPDATE reminders SET status = ?, reason = ?, ended_at = ?, held_by = NULL
     WHERE conversation_id = ? AND id = ? AND status = 'pending'`,
  );
  return (conversationId, change, at) => {
    if (change.type === "schedule") {
      schedule({ ...change.reminder, conversationId }, at);
      return;
    }
    const status = change.type === "fired" ? "fired" : change.status;
    const { changes } = end.run(status, change.reason ?? null, at, conversationId, change.id);
    if (change.type === "fired" && changes !== 1) throw conflict(conversationId);
  };
}
