import { describe, expect, it } from "vitest";
import { prepareDeliveries } from "../../src/storage/sqlite/deliveries.ts";
import type { SqliteDriver } from "../../src/storage/sqlite/driver.ts";
import { chooseEngine } from "../../src/storage/sqlite/engines.ts";
import { prepareExternalEvents } from "../../src/storage/sqlite/external-events.ts";
import { createGroupCommit } from "../../src/storage/sqlite/group-commit.ts";
import { prepareOutbox } from "../../src/storage/sqlite/outbox.ts";
import { prepareReminders } from "../../src/storage/sqlite/reminders.ts";
import { migrate } from "../../src/storage/sqlite/schema.ts";

/** The plan of every look-up, by its text. */
function plansOf(prepareLookUps: (driver: SqliteDriver) => void): Map<string, string> {
  const driver = chooseEngine().open(":memory:");
  migrate(driver);
  const plans = new Map<string, string>();
  prepareLookUps({
    ...driver,
    prepare: (sql) => {
      if (sql.startsWith("SELECT")) {
        const parameters = sql
          .split("?")
          .slice(1)
          .map(() => "[]");
        const steps = driver.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...parameters);
        plans.set(sql, steps.map((step) => String(step["detail"])).join("; "));
      }
      return driver.prepare(sql);
    },
  });
  return plans;
}

describe("look-ups by time", () => {
  it("read an index of what is pending, in its order, however much there is", async () => {
    const plans = plansOf((driver) => {
      const group = createGroupCommit(driver);
      prepareDeliveries(driver, group);
      const { listReminders } = prepareReminders(driver, group);
      void listReminders({ conversationId: "ann", status: "pending" });
      void listReminders({ conversationId: "ann", name: "call", status: "pending" });
      void listReminders({ id: "r", status: "pending" });
    });
    expect(plans.size).toBe(12);
    const heads = [...plans].filter(([sql]) => sql.includes("is_next = 1"));
    expect(heads.map(([, plan]) => /INDEX messages_next/.test(plan))).toEqual([true, true, true]);
    for (const [sql, plan] of plans) {
      expect(`${sql}: ${plan}`).toContain("SEARCH");
      expect(plan).not.toMatch(/SCAN (reminders|messages)/);
      // One conversation's few reminders may be sorted; what is due may not.
      if (!sql.includes("conversation_id = ?") && !sql.includes("id = ?")) {
        expect(`${sql}: ${plan}`).not.toContain("TEMP B-TREE");
      }
    }
  });

  it("read an index of what is in the outbox, in its order", () => {
    const plans = plansOf((driver) => {
      const { listOutbox } = prepareOutbox(driver, createGroupCommit(driver));
      for (const filter of [{}, { status: "failed" }, { status: "queued", channel: "callback" }] as const)
        void listOutbox(filter);
    });
    for (const [sql, plan] of plans) {
      expect(`${sql}: ${plan}`).toMatch(/USING( COVERING)? INDEX messages_(in_outbox|failed|outbox_ids)/);
      expect(plan).not.toContain("TEMP B-TREE");
    }
    expect(plans.size).toBe(5);
  });

  it("read an index of the external events that wait, and of one conversation's", () => {
    const plans = plansOf((driver) => {
      const { listExternalEvents } = prepareExternalEvents(driver, createGroupCommit(driver));
      void listExternalEvents({ conversationId: "ann", status: "fired", endedSince: 0 });
      void listExternalEvents({ topic: "plants", id: "p" });
    });
    expect(plans.size).toBe(4);
    for (const [sql, plan] of plans) {
      expect(`${sql}: ${plan}`).toContain("SEARCH external_events USING");
      if (sql.includes("next_attempt_at <")) expect(plan).toContain("INDEX external_events_due");
    }
  });

  it("read of one conversation's external events only those that are asked for", () => {
    const plans = plansOf((driver) => {
      const { listExternalEvents } = prepareExternalEvents(driver, createGroupCommit(driver));
      const of = { conversationId: "ann", intent: "EXTERNAL_tick" };
      void listExternalEvents({ ...of, dedupeKey: "k", createdSince: 0, status: "fired", limit: 1 });
      void listExternalEvents({ ...of, status: "fired", endedSince: 0, limit: 20 });
      void listExternalEvents({ conversationId: "ann", batch: "EXTERNAL_tick", status: "waiting" });
    });
    const lists = [...plans].filter(([sql]) => sql.includes("SELECT *") && sql.includes("created_at DESC"));
    expect(lists.map(([, plan]) => plan)).toEqual([
      expect.stringMatching(/^SEARCH external_events USING INDEX external_events_alike \(.*created_at>\?\)$/),
      expect.stringMatching(/^SEARCH external_events USING INDEX external_events_lately \(.*ended_at>\?\)/),
      expect.stringMatching(/^SEARCH external_events USING INDEX external_events_batch \(.*status=\?\)$/),
    ]);
  });
});
