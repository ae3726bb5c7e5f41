import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { toIsoTime } from "../../src/base/index.ts";
import type { ReminderScheduled } from "../../src/conversation/index.ts";
import { createTestAssistant, type TestAssistant } from "../../src/testing/index.ts";
import { createSimulatedClock } from "../../src/testing/simulated-clock.ts";
import { copyProject } from "../copy-project.ts";

const directory = copyProject("test/fixtures/outreach-bot");
appendFileSync(
  join(directory, "config.yml"),
  'tsbot:\n  time_zone: Europe/Berlin\n  quiet_hours: "22:00-07:00"\n  hold_external_events: true\n',
);
appendFileSync(
  join(directory, "domain.yml"),
  `slots:
  quiet_hours: {type: any, mappings: [{type: custom}]}
  time_zone: {type: any, mappings: [{type: custom}]}
`,
);
const HOUR = 3_600_000;

/** 21:00 in Berlin. */
const EVENING = Date.parse("2026-01-10T20:00:00Z");
const MORNING = Date.parse("2026-01-11T06:00:00Z");

let bot: TestAssistant;
beforeEach(async () => {
  bot = await createTestAssistant({ directory, clock: createSimulatedClock(EVENING) });
});
afterEach(() => bot.close());

async function setSlot(name: string, value: string | boolean): Promise<void> {
  await bot.assistant.appendEvents("test", [{ event: "slot", name, value }], NOW);
}

const NOW = { executeSideEffects: true, outputChannel: null };

/** Sets a reminder that is due at 23:00 in Berlin. */
async function remind(change: Partial<ReminderScheduled> = {}): Promise<void> {
  const event: ReminderScheduled = {
    event: "reminder",
    intent: "EXTERNAL_tick",
    entities: { name: "late" },
    date_time: toIsoTime(EVENING + 2 * HOUR),
    name: "late",
    kill_on_user_msg: false,
    ...change,
  };
  await bot.assistant.appendEvents("test", [event], NOW);
}

async function advanceTo(time: number): Promise<void> {
  await bot.advance(time - bot.clock.now());
}

async function ticks(): Promise<readonly string[]> {
  return (await bot.said()).filter((text) => text.startsWith("Tick"));
}

describe("a reminder that comes due in quiet hours", () => {
  it("waits for their end, and says why", async () => {
    await remind();
    await advanceTo(MORNING - 1);
    expect(await ticks()).toEqual([]);
    expect(await bot.store.listReminders()).toMatchObject([
      {
        status: "pending",
        heldBy: "quiet_hours",
        attempts: 0,
        nextAttemptAt: MORNING,
        reason: "Held by quiet hours (22:00-07:00, Europe/Berlin) until 2026-01-11T06:00:00.000Z.",
      },
    ]);
    await bot.advance(1);
    expect(await ticks()).toEqual(["Tick late."]);
    expect(await bot.store.listReminders()).toMatchObject([{ status: "fired", heldBy: null, reason: null }]);
  });

  it("waits over a crash, too", async () => {
    await remind();
    await advanceTo(EVENING + 3 * HOUR);
    await bot.crash();
    await advanceTo(MORNING);
    expect(await ticks()).toEqual(["Tick late."]);
  });

  it("does not wait when it is urgent, or run by hand", async () => {
    await remind({ ignore_quiet_hours: true });
    await advanceTo(EVENING + 2 * HOUR);
    expect(await ticks()).toEqual(["Tick late."]);
    await remind();
    await bot.advance(HOUR);
    await bot.assistant.runReminderNow("test", "late");
    expect(await ticks()).toHaveLength(2);
  });

  it("expires at once when it would before they end", async () => {
    await remind({ expires_after: 3_600 });
    await advanceTo(EVENING + 2 * HOUR);
    expect(await bot.store.listReminders()).toMatchObject([
      { status: "expired", reason: expect.stringContaining("before the end of quiet hours") as string },
    ]);
  });

  it("comes once in the morning however often it was due", async () => {
    await remind({ every: "1 hour" });
    await advanceTo(MORNING);
    expect(await ticks()).toHaveLength(1);
    await bot.advance(HOUR);
    expect(await ticks()).toHaveLength(2);
  });

  it.each([
    ["quiet_hours", "off"],
    ["quiet_hours", false],
    ["quiet_hours", "12:00-13:00"],
    ["time_zone", "America/New_York"],
  ])("follows the person's own %s: %s", async (slot, value) => {
    await setSlot(slot, value);
    await remind();
    await advanceTo(EVENING + 2 * HOUR);
    expect(await ticks()).toEqual(["Tick late."]);
  });

  it("counts in the zone that the client said with the person's latest message", async () => {
    const address = { channel: "fake", data: {} };
    const metadata = { time_zone: "America/New_York" };
    await bot.assistant.receive({
      conversationId: "test",
      text: "/greet",
      channel: "fake",
      address,
      metadata,
    });
    // Says nothing of the zone.
    await bot.trigger("EXTERNAL_tick", { name: "device" });
    await remind();
    await advanceTo(EVENING + 2 * HOUR);
    expect(await ticks()).toEqual(["Tick device.", "Tick late."]);
  });
});

describe("an external event in quiet hours", () => {
  it("waits for their end where the project holds events, and the answer says so", async () => {
    await advanceTo(EVENING + 2 * HOUR);
    expect(await bot.trigger("EXTERNAL_tick", { name: "device" })).toMatchObject({
      messages: [],
      heldUntil: MORNING,
    });
    await bot.advance(HOUR);
    expect(await ticks()).toEqual([]);
    await advanceTo(MORNING);
    expect(await ticks()).toEqual(["Tick device."]);
  });

  it("is held once when it is repeated", async () => {
    await advanceTo(EVENING + 2 * HOUR);
    const event = {
      conversationId: "test",
      intent: "EXTERNAL_tick",
      entities: [{ entity: "name", value: "device" }],
      outputChannel: "latest",
      idempotencyKey: "k",
      deliveryTimeout: 0,
    };
    await bot.assistant.trigger(event);
    expect(await bot.assistant.trigger(event)).toMatchObject({ repeated: true, heldUntil: MORNING });
    await advanceTo(MORNING + HOUR);
    expect(await ticks()).toEqual(["Tick device."]);
  });

  it("does not wait when it is urgent", async () => {
    await advanceTo(EVENING + 2 * HOUR);
    await bot.assistant.trigger({
      conversationId: "test",
      intent: "EXTERNAL_tick",
      entities: [{ entity: "name", value: "fire" }],
      outputChannel: "latest",
      ignoresQuietHours: true,
      deliveryTimeout: 0,
    });
    expect(await ticks()).toEqual(["Tick fire."]);
  });
});
