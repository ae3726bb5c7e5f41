import { toReminder, toTime } from "../rows.ts";
import type { ConversationStore } from "../store.ts";
import type { Database } from "./database.ts";
import { prepareFilteredList } from "./filtered-list.ts";
import { toJsonParameter } from "./json-parameter.ts";
import { toReminderInput } from "./new-rows.ts";

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
export function prepareReminders(database: Database): ReminderOperations {
  const earliest = database.prepare(
    "SELECT min(next_attempt_at) AS at FROM reminders WHERE status = 'pending' AND next_attempt_at > ?",
  );
  // Both times are compared so that the index in due order ends the search at `now`; no attempt comes before the due time.
  const due = database.prepare(
    `SELECT * FROM reminders WHERE status = 'pending' AND due_at <= ? AND next_attempt_at <= ?
       AND conversation_id <> ALL (?::text[]) ORDER BY due_at, created_at, id LIMIT ?`,
  );
  const postpone = database.prepare(
    `UPDATE reminders SET next_attempt_at = ?, reason = ?, attempts = ?, held_by = ?
     WHERE id = ? AND status = 'pending'`,
  );
  const end = database.prepare("SELECT end_reminder(?::jsonb)::integer AS has_ended");
  const forget = database.prepare(
    `DELETE FROM reminders WHERE (conversation_id, id) IN
       (SELECT conversation_id, id FROM reminders WHERE ended_at < ? LIMIT ?)`,
  );
  return {
    async earliestReminder(after = Number.MIN_SAFE_INTEGER) {
      return toTime((await earliest.get(after))?.["at"]);
    },
    dueReminders: async (now, limit, except = []) => (await due.all(now, now, except, limit)).map(toReminder),
    listReminders: prepareList(database),
    async postponeReminder(id, { nextAttemptAt, reason, attempts, heldBy = null }) {
      await postpone.run(nextAttemptAt, reason, attempts, heldBy, id);
    },
    async endReminder(id, ending, next) {
      const input = { id, ...ending, ...(next !== undefined && { next: toReminderInput(next) }) };
      return (await end.get(toJsonParameter(input)))?.["has_ended"] === 1;
    },
    forgetReminders: (endedBefore, limit) => forget.run(endedBefore, limit),
  };
}

function prepareList(database: Database): ConversationStore["listReminders"] {
  const list = prepareFilteredList(database, {
    select: "SELECT * FROM reminders",
    order: "due_at, created_at, id",
  });
  return async ({ conversationId, id, name, status, after, limit } = {}) => {
    // The partial indexes need this status in the text of the query.
    const isPending = status === "pending";
    const rows = await list(
      [
        ["conversation_id = ?", conversationId],
        ["id = ?", id],
        ["name = ?", name],
        ["status = ?", isPending ? undefined : status],
        ["status = 'pending'", isPending ? [] : undefined],
        ["(due_at, created_at, id) > (?, ?, ?)", after && [after.dueAt, after.createdAt, after.id]],
      ],
      limit,
    );
    return rows.map(toReminder);
  };
}
