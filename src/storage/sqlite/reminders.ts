import { toReminder, toTime } from "../rows.ts";
import type { SqlValue } from "../sql-row.ts";
import type { ConversationStore, ReminderFilter } from "../store.ts";
import { encodeTexts } from "../text-codec.ts";
import type { SqliteDriver, Statement } from "./driver.ts";
import type { GroupCommit } from "./group-commit.ts";
import { prepareScheduling } from "./schedule-reminder.ts";

type ReminderOperations = Pick<
  ConversationStore,
  | "earliestReminder"
  | "dueReminders"
  | "listReminders"
  | "postponeReminder"
  | "endReminder"
  | "forgetReminders"
>;

/** The reminder part of the contract; every look-up uses an index on pending rows only. */
export function prepareReminders(driver: SqliteDriver, group: GroupCommit): ReminderOperations {
  const earliest = driver.prepare(
    "SELECT min(next_attempt_at) AS at FROM reminders WHERE status = 'pending' AND next_attempt_at > ?",
  );
  // Both times are compared so that the index in due order ends the search at `now`; no attempt comes before the due time.
  const due = driver.prepare(
    `SELECT * FROM reminders WHERE status = 'pending' AND due_at <= ? AND next_attempt_at <= ?
       AND conversation_id NOT IN (SELECT value FROM json_each(?))
     ORDER BY due_at, created_at, id LIMIT ?`,
  );
  const postpone = driver.prepare(
    `UPDATE reminders SET next_attempt_at = ?, reason = ?, attempts = ?, held_by = ?
     WHERE id = ? AND status = 'pending'`,
  );
  const end = driver.prepare(
    `UPDATE reminders SET status = ?, reason = ?, ended_at = ?, held_by = NULL
     WHERE id = ? AND status = 'pending'`,
  );
  const schedule = prepareScheduling(driver);
  const forget = driver.prepare(
    "DELETE FROM reminders WHERE id IN (SELECT id FROM reminders WHERE ended_at < ? LIMIT ?)",
  );
  return {
    async earliestReminder(after = Number.MIN_SAFE_INTEGER) {
      return toTime(earliest.get(after)?.["at"]);
    },
    dueReminders: async (now, limit, except = []) =>
      due.all(now, now, encodeTexts(except), limit).map(toReminder),
    listReminders: prepareList(driver),
    postponeReminder: (id, { nextAttemptAt, reason, attempts, heldBy = null }) =>
      group.write(() => {
        postpone.run(nextAttemptAt, reason, attempts, heldBy, id);
      }),
    endReminder: (id, { status, reason, at }, next) =>
      group.write(() => {
        const hasEnded = end.run(status, reason, at, id).changes === 1;
        if (hasEnded && next !== undefined) schedule(next, at);
        return hasEnded;
      }),
    forgetReminders: (endedBefore, limit) =>
      group.write(() => Number(forget.run(endedBefore, limit).changes)),
  };
}

/** One statement for each combination of conditions, prepared when it is first asked for. */
function prepareList(driver: SqliteDriver): ConversationStore["listReminders"] {
  const statements = new Map<string, Statement>();
  return async (filter = {}) => {
    const { conditions, parameters } = toConditions(filter);
    const where = conditions.length === 0 ? "" : `WHERE ${conditions.join(" AND ")}`;
    const sql = `SELECT * FROM reminders ${where} ORDER BY due_at, created_at, id LIMIT ?`;
    const statement = statements.get(sql) ?? driver.prepare(sql);
    statements.set(sql, statement);
    return statement.all(...parameters, filter.limit ?? -1).map(toReminder);
  };
}

function toConditions({ conversationId, id, name, status, after }: ReminderFilter): {
  conditions: string[];
  parameters: SqlValue[];
} {
  const conditions: string[] = [];
  const parameters: SqlValue[] = [];
  const add = (column: string, value: string | undefined): void => {
    if (value === undefined) return;
    conditions.push(`${column} = ?`);
    parameters.push(value);
  };
  add("conversation_id", conversationId);
  add("id", id);
  add("name", name);
  // The partial indexes need this status in the text of the query.
  if (status === "pending") conditions.push("status = 'pending'");
  else add("status", status);
  if (after !== undefined) {
    conditions.push("(due_at, created_at, id) > (?, ?, ?)");
    parameters.push(after.dueAt, after.createdAt, after.id);
  }
  return { conditions, parameters };
}
