import type { ConversationStore } from "../store.ts";
import type { SqliteDriver, SqlValue } from "./driver.ts";
import type { GroupCommit } from "./group-commit.ts";
import { toReminder } from "./rows.ts";

type ReminderOperations = Pick<
  ConversationStore,
  | "earliestReminder"
  | "dueReminders"
  | "listReminders"
  | "postponeReminder"
  | "endReminder"
  | "rescheduleReminder"
>;

/** The reminder part of the contract; every look-up uses an index on pending rows only. */
export function prepareReminders(driver: SqliteDriver, group: GroupCommit): ReminderOperations {
  const earliest = driver.prepare(
    "SELECT min(next_attempt_at) AS at FROM reminders WHERE status = 'pending'",
  );
  const due = driver.prepare(
    `SELECT * FROM reminders WHERE status = 'pending' AND next_attempt_at <= ?
     ORDER BY due_at, created_at, id LIMIT ?`,
  );
  const postpone = driver.prepare(
    `UPDATE reminders SET next_attempt_at = ?, reason = ?, attempts = attempts + 1 WHERE id = ? AND status = 'pending'`,
  );
  const end = driver.prepare(
    "UPDATE reminders SET status = ?, reason = ?, ended_at = ? WHERE id = ? AND status = 'pending'",
  );
  const reschedule = driver.prepare(
    "UPDATE reminders SET due_at = ?, next_attempt_at = ? WHERE id = ? AND status = 'pending'",
  );
  return {
    async earliestReminder() {
      const at = earliest.get()?.["at"];
      return typeof at === "number" ? at : null;
    },
    dueReminders: async (now, limit) => due.all(now, limit).map(toReminder),
    async listReminders({ conversationId, name, status, limit = -1 } = {}) {
      const conditions: string[] = [];
      const parameters: SqlValue[] = [];
      const add = (column: string, value: string | undefined): void => {
        if (value === undefined) return;
        // The partial indexes need the status in the text of the query.
        if (column === "status") conditions.push(value === "pending" ? "status = 'pending'" : "status = ?");
        else conditions.push(`${column} = ?`);
        if (column !== "status" || value !== "pending") parameters.push(value);
      };
      add("conversation_id", conversationId);
      add("name", name);
      add("status", status);
      const where = conditions.length === 0 ? "" : `WHERE ${conditions.join(" AND ")}`;
      const sql = `SELECT * FROM reminders ${where} ORDER BY due_at, created_at, id LIMIT ?`;
      return driver
        .prepare(sql)
        .all(...parameters, limit)
        .map(toReminder);
    },
    postponeReminder: (id, at, reason) =>
      group.write(() => {
        postpone.run(at, reason, id);
      }),
    endReminder: (id, status, reason, at) => group.write(() => end.run(status, reason, at, id).changes === 1),
    rescheduleReminder: (id, at) => group.write(() => reschedule.run(at, at, id).changes === 1),
  };
}
