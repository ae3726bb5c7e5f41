import { REPLACED_REASON } from "../replaced.ts";
import type { NewReminder } from "../store.ts";
import type { SqliteDriver } from "./driver.ts";

/** Prepares writing a new reminder in the place of the pending one of its name, inside the running transaction. */
export function prepareScheduling(driver: SqliteDriver): (reminder: NewReminder, at: number) => void {
  const replace = driver.prepare(
    `UPDATE reminders SET status = 'replaced', reason = ?, ended_at = ?, held_by = NULL
     WHERE conversation_id = ? AND name = ? AND status = 'pending'`,
  );
  const insert = driver.prepare(
    `INSERT INTO reminders (conversation_id, id, name, intent, entities, due_at, next_attempt_at,
       kill_on_user_message, expires_after, recurrence, ignores_quiet_hours, status, attempts, created_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'pending', 0, ?)`,
  );
  return (reminder, at) => {
    const { conversationId, id, name, intent, dueAt, expiresAfterMilliseconds } = reminder;
    replace.run(REPLACED_REASON, at, conversationId, name);
    insert.run(
      conversationId,
      id,
      name,
      intent,
      toText(reminder.entities),
      dueAt,
      dueAt,
      reminder.killOnUserMessage ? 1 : 0,
      expiresAfterMilliseconds,
      toText(reminder.recurrence),
      reminder.ignoresQuietHours ? 1 : 0,
      at,
    );
  };
}

function toText(value: NewReminder["entities"] | NewReminder["recurrence"]): string | null {
  return value === null ? null : JSON.stringify(value);
}
