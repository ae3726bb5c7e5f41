import { compareBytes } from "../compare-bytes.ts";
import { toExternalEvent, toReminder, toStoredMessage } from "../rows.ts";
import type { Line, SharedStore } from "../shared-store.ts";
import { createBatch } from "./batch.ts";
import type { Database } from "./database.ts";
import type { Membership } from "./membership.ts";

type LineOperations = Pick<
  SharedStore,
  "claimDueReminders" | "claimDueExternalEvents" | "claimDeliveries" | "releaseLine"
>;

interface LineKey {
  readonly line: Line;
  readonly conversationId: string;
}

/** Work that one process does at a time. */
export function prepareLines(database: Database, membership: Membership): LineOperations {
  const takeDeliveries = database.prepare("SELECT * FROM take_deliveries(?, ?)");
  const leaving = database.prepare(
    `SELECT leave_line(u.conversation, u.line, ?)::integer AS is_wanted
     FROM unnest(?::text[], ?::text[]) AS u (conversation, line)`,
  );
  const leave = createBatch<LineKey, boolean>({
    compare: (left, right) => compareBytes(left.conversationId, right.conversationId),
    async run(keys) {
      const conversations = keys.map(({ conversationId }) => conversationId);
      const rows = await leaving.all(
        membership.number(),
        conversations,
        keys.map(({ line }) => line),
      );
      return rows.map((row) => row["is_wanted"] === 1);
    },
  });
  const dueReminders = database.prepare("SELECT * FROM take_due_reminders(?, ?, ?::text[], ?)");
  const dueEvents = database.prepare("SELECT * FROM take_due_external_events(?, ?, ?::text[], ?)");

  const release = async (line: Line, conversationId: string): Promise<boolean> => {
    try {
      return await leave({ line, conversationId });
    } catch {
      membership.later(() => release(line, conversationId));
      return false;
    }
  };
  return {
    claimDueReminders: async (now, limit, except = []) =>
      (await dueReminders.all(now, membership.number(), except, limit)).map(toReminder),
    claimDueExternalEvents: async (now, limit, except = []) =>
      (await dueEvents.all(now, membership.number(), except, limit)).map(toExternalEvent),
    async claimDeliveries(conversationId) {
      const rows = await takeDeliveries.all(conversationId, membership.number());
      return rows[0]?.["conversation_id"] === null ? null : rows.map(toStoredMessage);
    },
    releaseLine: release,
  };
}
