import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { toIsoTime } from "../../src/base/index.ts";
import type { ConversationEvent, ReminderScheduled } from "../../src/conversation/index.ts";
import { parseDuration } from "../../src/outreach/index.ts";
import { createTestAssistant, type TestAssistant } from "../../src/testing/index.ts";
import { copyProject } from "../copy-project.ts";

const directory = copyProject("test/fixtures/outreach-bot");
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

let bot: TestAssistant;
beforeEach(async () => {
  bot = await createTestAssistant({ directory });
});
afterEach(() => bot.close());

/** Appends events as an action would. */
async function happen(...events: readonly ConversationEvent[]): Promise<void> {
  await bot.assistant.appendEvents("test", events, { executeSideEffects: true, outputChannel: null });
}

function reminderEvent(change: Partial<ReminderScheduled> = {}): ReminderScheduled {
  return {
    event: "reminder",
    intent: "EXTERNAL_tick",
    entities: { name: "daily" },
    date_time: toIsoTime(bot.clock.now() + HOUR),
    name: "daily",
    kill_on_user_msg: false,
    ...change,
  };
}

async function ticks(): Promise<readonly string[]> {
  return (await bot.said()).filter((text) => text.startsWith("Tick"));
}

async function statuses(): Promise<readonly string[]> {
  return (await bot.store.listReminders()).map(({ status }) => status);
}

function duration(text: string) {
  const found = parseDuration(text);
  if (found === null) throw new Error(`${text} is no duration`);
  return found;
}

describe("a reminder that recurs", () => {
  it("fires each time, until it has come as often as it is to", async () => {
    await happen(reminderEvent({ every: "1 day", count: 3 }));
    await bot.advance(HOUR - 1);
    expect(await ticks()).toHaveLength(0);
    await bot.advance(1);
    expect(await ticks()).toHaveLength(1);
    await bot.advance(DAY);
    expect(await ticks()).toHaveLength(2);
    await bot.advance(28 * DAY);
    expect(await ticks()).toHaveLength(3);
    expect(await bot.store.listReminders({ status: "pending" })).toEqual([]);
  });

  it("after a downtime comes once for all that was missed, and says so", async () => {
    await happen(reminderEvent({ every: "1 hour" }));
    bot.clock.disarm();
    await bot.advance(5 * HOUR + 30 * MINUTE);
    await bot.crash();
    await bot.advance(MINUTE);
    expect(await ticks()).toHaveLength(1);
    const [fired, next] = await bot.store.listReminders();
    expect(fired).toMatchObject({
      status: "fired",
      reason: expect.stringMatching("4 later occurrences") as string,
    });
    expect(next).toMatchObject({ status: "pending", recurrence: { occurrence: 6 } });
    await bot.advance(29 * MINUTE);
    expect(await ticks()).toHaveLength(2);
  });

  it("expires by its latest occurrence, and goes on", async () => {
    await happen(reminderEvent({ every: "1 hour", expires_after: 600 }));
    bot.clock.disarm();
    await bot.advance(3 * HOUR + 30 * MINUTE);
    await bot.crash();
    await bot.advance(MINUTE);
    expect(await statuses()).toEqual(["expired", "pending"]);
    await bot.advance(29 * MINUTE);
    expect(await ticks()).toHaveLength(1);
  });

  it("goes on when an occurrence failed for good", async () => {
    await happen(reminderEvent({ every: "1 day", entities: { name: "broken" } }));
    await bot.advance(6 * HOUR);
    expect(await bot.store.listReminders()).toMatchObject([
      { status: "failed", reason: expect.stringContaining("it is broken") as string },
      { status: "pending", dueAt: bot.clock.now() - 5 * HOUR + DAY },
    ]);
  });

  it("goes on where its intent is unknown, each time with the reason", async () => {
    await happen(reminderEvent({ every: "1 day", intent: "EXTERNAL_gone" }));
    await bot.advance(DAY + 2 * HOUR);
    expect(await statuses()).toEqual(["failed", "failed", "pending"]);
  });

  it("is cancelled whole, also by what it sets off itself", async () => {
    await happen(reminderEvent({ every: "1 day" }));
    await bot.advance(DAY + 2 * HOUR);
    await bot.assistant.cancelReminder("test", "daily");
    await bot.advance(3 * DAY);
    expect(await ticks()).toHaveLength(2);
    expect(await statuses()).toEqual(["fired", "fired", "cancelled"]);

    await happen(reminderEvent({ every: "1 day", intent: "cancel_all", name: "self", entities: null }));
    await bot.advance(DAY);
    expect(await statuses()).toEqual(["fired", "fired", "cancelled", "fired", "cancelled"]);
  });

  it("is replaced whole by one of its name", async () => {
    await happen(reminderEvent({ every: "1 day" }));
    await happen(reminderEvent({ every: "1 week" }));
    await bot.advance(6 * DAY);
    expect(await ticks()).toHaveLength(1);
  });

  it("is not ended by a message, unless that is asked for", async () => {
    const { kill_on_user_msg: _, ...event } = reminderEvent({ every: "1 day" });
    await happen(
      event as ReminderScheduled,
      reminderEvent({ every: "1 day", name: "k", kill_on_user_msg: true }),
    );
    await bot.say("/greet");
    expect(await bot.store.listReminders({ status: "pending" })).toMatchObject([{ name: "daily" }]);
  });

  it("fires early with `run-now` in place of its next occurrence", async () => {
    await happen(reminderEvent({ every: "1 day" }));
    await bot.assistant.runReminderNow("test", "daily");
    expect(await ticks()).toHaveLength(1);
    await bot.advance(2 * HOUR);
    expect(await ticks()).toHaveLength(1);
    await bot.advance(DAY);
    expect(await ticks()).toHaveLength(2);
  });

  it("comes once when the clock is set forward, and never early when it is set back", async () => {
    await happen(reminderEvent({ every: "1 hour" }));
    bot.clock.leap(bot.clock.now() + 5 * HOUR);
    await bot.advance(2 * MINUTE);
    expect(await ticks()).toHaveLength(1);
    bot.clock.leap(bot.clock.now() - 4 * HOUR);
    await bot.advance(4 * HOUR);
    expect(await ticks()).toHaveLength(1);
    await bot.advance(HOUR);
    expect(await ticks()).toHaveLength(2);
  });

  it.each([
    [{ every: "1 day", cron: "0 9 * * *" }],
    [{ every: "soon" }],
    [{ cron: "9 o'clock" }],
    [{ rrule: "FREQ=HOURLY" }],
    [{ every: "1 day", time_zone: "Mars/Olympus" }],
    [{ every: "1 day", count: 0 }],
    [{ every: "1 day", until: "2001-01-01" }],
  ])("is not set where its rule cannot be carried out: %j", async (change) => {
    await happen(reminderEvent(change));
    expect(await bot.store.listReminders()).toEqual([]);
  });

  it("ends on the last day, which belongs to it, in its own zone", async () => {
    const day = (after: number): string => toIsoTime(bot.clock.now() + after * DAY).slice(0, 10);
    const time = { date_time: `${day(1)}T23:00:00`, until: day(3), time_zone: "Asia/Tokyo" };
    await happen(reminderEvent({ every: "1 day", ...time }));
    const [first] = await bot.store.listReminders();
    expect(toIsoTime(first?.dueAt ?? 0)).toBe(`${day(1)}T14:00:00.000Z`);
    await bot.advance(10 * DAY);
    expect(await ticks()).toHaveLength(3);
  });
});

describe("snoozing", () => {
  it("puts a pending reminder off by so much", async () => {
    await happen(reminderEvent());
    await bot.assistant.snoozeReminder("test", "daily", duration("10m"));
    await bot.advance(HOUR + 10 * MINUTE - 1);
    expect(await ticks()).toEqual([]);
    await bot.advance(1);
    expect(await ticks()).toEqual(["Tick daily."]);
    expect(await bot.store.listReminders()).toMatchObject([
      { status: "replaced", reason: expect.stringContaining("Snoozed by 10 minutes") as string },
      { status: "fired" },
    ]);
  });

  it("has one that fired come once more, by an action's event too", async () => {
    await happen(reminderEvent());
    await bot.advance(HOUR);
    await happen({ event: "snooze_reminder", name: "daily", for: 600 });
    await bot.advance(10 * MINUTE);
    expect(await ticks()).toEqual(["Tick daily.", "Tick daily."]);
  });

  it("has the occurrence that just fired come again, and the series go on", async () => {
    await happen(reminderEvent({ every: "1 day", count: 2 }));
    await bot.advance(HOUR + MINUTE);
    await bot.assistant.snoozeReminder("test", "daily", duration("10m"));
    await bot.advance(10 * MINUTE);
    expect(await ticks()).toHaveLength(2);
    await bot.advance(10 * DAY);
    expect(await ticks()).toHaveLength(3);
  });

  it("keeps what the message that asks for it ended", async () => {
    await happen(reminderEvent({ kill_on_user_msg: true }));
    await happen(
      {
        event: "user",
        text: "later",
        parse_data: { intent: { name: "greet", confidence: 1 }, entities: [], text: "later" },
        input_channel: null,
        message_id: null,
      } as unknown as ConversationEvent,
      { event: "snooze_reminder", name: "daily", for: "1h" },
    );
    await bot.advance(2 * HOUR);
    expect(await ticks()).toEqual(["Tick daily."]);
  });

  it("of what there is not is told", async () => {
    expect(await bot.assistant.snoozeReminder("test", "never", duration("10m"))).toBeNull();
    expect(await bot.store.load("test")).toBeNull();
  });
});

describe("reminders that ended", () => {
  it("are forgotten after a week", async () => {
    await happen(
      reminderEvent(),
      reminderEvent({ name: "far", date_time: toIsoTime(bot.clock.now() + 90 * DAY) }),
    );
    await bot.advance(7 * DAY);
    expect(await statuses()).toEqual(["fired", "pending"]);
    await bot.advance(3 * HOUR);
    expect(await statuses()).toEqual(["pending"]);
  });
});
