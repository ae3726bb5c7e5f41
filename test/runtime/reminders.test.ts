import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/base/index.ts";
import { createTestAssistant, type TestAssistant } from "../../src/testing/index.ts";
import { copyProject } from "../copy-project.ts";

const directory = copyProject("test/fixtures/outreach-bot");
const SECOND = 1_000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** The bot's `/set{"seconds": n, "name": …}` schedules a reminder that says `Tick <name>.`; see its actions. */
function set(seconds: number, name: string, options = ""): string {
  return `/set{"seconds": ${seconds}, "name": "${name}"${options}}`;
}

const KILLED_BY_MESSAGES = ', "kill": true';

describe("a reminder", () => {
  let bot: TestAssistant;
  beforeEach(async () => {
    bot = await createTestAssistant({ directory });
  });
  afterEach(() => bot.close());

  const ticks = async (conversation?: string): Promise<readonly string[]> =>
    (await bot.said(conversation)).filter((text) => text.startsWith("Tick"));

  it("fires when it is due, not a millisecond earlier, and once", async () => {
    await bot.say(set(5, "a"));
    await bot.advance(5 * SECOND - 1);
    expect(await ticks()).toEqual([]);
    await bot.advance(1);
    expect(await ticks()).toEqual(["Tick a."]);
    await bot.advance(DAY);
    expect(await ticks()).toEqual(["Tick a."]);
  });

  it("of the same name in another conversation is another reminder (D1)", async () => {
    await bot.say(set(2, "shared"), "alice");
    await bot.say(set(3, "shared"), "bob");
    await bot.advance(5 * SECOND);
    expect(await ticks("alice")).toEqual(["Tick shared."]);
    expect(await ticks("bob")).toEqual(["Tick shared."]);
  });

  it("of the same name in the same conversation replaces, and says so", async () => {
    await bot.say(set(2, "a"));
    await bot.say(set(10, "a"));
    await bot.advance(5 * SECOND);
    expect(await ticks()).toEqual([]);
    await bot.advance(6 * SECOND);
    expect(await ticks()).toEqual(["Tick a."]);
    const [first] = await bot.store.listReminders();
    expect(first).toMatchObject({
      status: "replaced",
      reason: expect.stringContaining("with this name") as string,
    });
  });

  it("is not cancelled from a conversation whose id is the beginning of its own (D2)", async () => {
    await bot.say(set(2, "a"), "user12");
    await bot.say("/cancel_all", "user1");
    await bot.advance(3 * SECOND);
    expect(await ticks("user12")).toEqual(["Tick a."]);
  });

  it("outlives the session: a new one starts, then it fires (D3)", async () => {
    await bot.say(set(25 * 3600, "tomorrow"));
    await bot.advance(25 * HOUR);
    expect(await ticks()).toEqual(["Tick tomorrow."]);
    const events = (await bot.store.readEvents("test")).map(({ event }) => event.event);
    expect(events.filter((event) => event === "session_started")).toHaveLength(2);
  });

  it("that is due at once is in the history before it fires (D6)", async () => {
    await bot.say(set(0, "now"));
    await bot.say(set(0.001, "soon"));
    await bot.advance(SECOND);
    expect(await ticks()).toEqual(["Tick now.", "Tick soon."]);
    const events = await bot.store.readEvents("test");
    for (const name of ["now", "soon"]) {
      const isSet = events.findIndex(({ event }) => event.event === "reminder" && event.name === name);
      const isFired = events.findIndex(
        ({ event }) => event.event === "bot" && event.text === `Tick ${name}.`,
      );
      expect(isSet).toBeGreaterThan(-1);
      expect(isFired).toBeGreaterThan(isSet);
    }
  });

  it("is killed by a message of the person, not by another reminder or a device (D4)", async () => {
    await bot.say(set(10, "first", KILLED_BY_MESSAGES));
    await bot.assistant.appendEvents(
      "test",
      [
        {
          event: "reminder",
          intent: "EXTERNAL_tick",
          entities: { name: "second" },
          date_time: new Date(bot.clock.now() + 20 * SECOND).toISOString(),
          name: "second",
          kill_on_user_msg: true,
        },
      ],
      { executeSideEffects: true, outputChannel: null },
    );
    await bot.trigger("EXTERNAL_tick", { name: "device" });
    await bot.advance(12 * SECOND);
    expect(await ticks()).toEqual(["Tick device.", "Tick first."]);
    await bot.say("/cancel_none");
    await bot.advance(DAY);
    expect(await ticks()).toEqual(["Tick device.", "Tick first."]);
    const [second] = (await bot.store.listReminders()).filter(({ name }) => name === "second");
    expect(second).toMatchObject({
      status: "cancelled",
      reason: expect.stringContaining("kill_on_user_msg") as string,
    });
  });

  it("at a time without a zone is due in the person's own zone, when the client says which", async () => {
    const remind = (conversationId: string): Promise<unknown> =>
      bot.assistant.appendEvents(
        conversationId,
        [
          {
            event: "reminder",
            intent: "EXTERNAL_tick",
            entities: null,
            date_time: "2030-07-01T12:00:00",
            name: "noon",
            kill_on_user_msg: false,
          },
        ],
        { executeSideEffects: true, outputChannel: null },
      );
    const say = (conversationId: string, metadata: JsonObject): Promise<unknown> =>
      bot.assistant.receive({ conversationId, text: "/greet", channel: "fake", metadata });
    await say("rome", { time_zone: "Europe/Rome" });
    await say("nowhere", { time_zone: "Nowhere/Land" });
    await remind("rome");
    await remind("nowhere");
    const due = new Map(
      (await bot.store.listReminders({ status: "pending" })).map(({ conversationId, dueAt }) => [
        conversationId,
        dueAt,
      ]),
    );
    expect(due.get("rome")).toBe(Date.UTC(2030, 6, 1, 10));
    expect(due.get("nowhere")).toBe(Date.UTC(2030, 6, 1, 12));
  });

  it("that is long overdue is fired late, never dropped (D5)", async () => {
    await bot.say(set(5, "a"));
    bot.clock.leap(bot.clock.now() + HOUR);
    await bot.crash();
    await bot.advance(0);
    expect(await ticks()).toEqual(["Tick a."]);
  });

  it("is cancelled by the entities it carries, in whichever form (D7)", async () => {
    await bot.say(set(5, "Paul"));
    await bot.say(set(5, "Ann"));
    await bot.say('/cancel_entities{"name": "Paul"}');
    await bot.advance(10 * SECOND);
    expect(await ticks()).toEqual(["Tick Ann."]);
  });

  it("ends when the conversation is restarted", async () => {
    await bot.say(set(5, "a"));
    await bot.say("/restart");
    await bot.advance(10 * SECOND);
    expect(await ticks()).toEqual([]);
  });

  it("goes when its turn is taken back", async () => {
    await bot.say(set(5, "a"));
    await bot.say("/back");
    await bot.advance(10 * SECOND);
    expect(await ticks()).toEqual([]);
  });

  it("is tried again while its action fails, and then kept as failed with the reason", async () => {
    await bot.say(set(5, "broken"));
    await bot.advance(6 * SECOND);
    const history = await bot.store.readEvents("test");
    expect(history.some(({ event }) => event.event === "user" && event.text?.startsWith("EXTERNAL"))).toBe(
      false,
    );
    await bot.advance(DAY);
    const [reminder] = await bot.store.listReminders();
    expect(reminder).toMatchObject({
      status: "failed",
      reason: expect.stringContaining("it is broken") as string,
    });
  });

  it("that is cancelled by the turn before its own does not even begin", async () => {
    const begun: unknown[] = [];
    Object.assign(globalThis, { outreachBotTicks: begun });
    await bot.say(set(5, "a"));
    const cancelled = bot.say("/cancel_all");
    const run = bot.assistant.runReminderNow("test", "a");
    await cancelled;
    expect(await run).toMatchObject({ reminder: { status: "cancelled" }, problem: expect.any(String) });
    expect(begun).toEqual([]);
    Object.assign(globalThis, { outreachBotTicks: undefined });
  });

  it("that cannot be fired on request stays pending, due as it was", async () => {
    await bot.say(set(1_000, "broken"));
    const before = await bot.store.listReminders();
    const run = await bot.assistant.runReminderNow("test", "broken");
    expect(run?.problem).toContain("it is broken");
    expect(await bot.store.listReminders()).toEqual(before);
    expect(await bot.assistant.runReminderNow("test", "nobody")).toBeNull();
  });

  it("is killed by a message whatever its client says that it is", async () => {
    await bot.say(set(5, "a", KILLED_BY_MESSAGES));
    const metadata = { is_external: true };
    await bot.assistant.receive({ conversationId: "test", text: "/greet", channel: "fake", metadata });
    await bot.advance(10 * SECOND);
    expect(await ticks()).toEqual([]);
  });

  it("that was set without a name goes when its turn is taken back", async () => {
    const event = {
      event: "reminder",
      intent: "EXTERNAL_tick",
      entities: { name: "nameless" },
      date_time: new Date(bot.clock.now() + 5 * SECOND).toISOString(),
      name: null,
      kill_on_user_msg: false,
    } as const;
    const options = { executeSideEffects: true, outputChannel: null };
    await bot.say("/greet");
    await bot.assistant.appendEvents("test", [event], options);
    expect(await bot.store.listReminders({ status: "pending" })).toHaveLength(1);
    await bot.assistant.appendEvents("test", [{ event: "rewind" }], options);
    await bot.advance(10 * SECOND);
    expect(await ticks()).toEqual([]);
  });

  it("with entities that mean nothing is kept as failed at once, as trying again would not help", async () => {
    await bot.assistant.appendEvents(
      "test",
      [
        {
          event: "reminder",
          intent: "EXTERNAL_tick",
          entities: [{ x: 1 }],
          date_time: new Date(bot.clock.now() + SECOND).toISOString(),
          name: "strange",
          kill_on_user_msg: false,
        },
      ],
      { executeSideEffects: true, outputChannel: null },
    );
    await bot.advance(SECOND);
    expect(await bot.store.listReminders()).toMatchObject([
      { status: "failed", attempts: 0, reason: expect.stringContaining("'entity'") },
    ]);
  });

  it("fires three days later, simulated in milliseconds", async () => {
    await bot.say(set(3 * 24 * 3600, "far"));
    await bot.advance(3 * DAY - 1);
    expect(await ticks()).toEqual([]);
    await bot.advance(1);
    expect(await ticks()).toEqual(["Tick far."]);
  });

  it("survives a crash at any moment before it is due", async () => {
    await bot.say(set(5, "a"));
    await bot.crash();
    await bot.advance(3 * SECOND);
    await bot.crash();
    await bot.advance(3 * SECOND);
    expect(await ticks()).toEqual(["Tick a."]);
  });

  it("of an intent that the model does not have is kept as failed", async () => {
    await bot.say("/set_unknown");
    await bot.advance(10 * SECOND);
    const [reminder] = await bot.store.listReminders();
    expect(reminder).toMatchObject({
      status: "failed",
      reason: expect.stringContaining("EXTERNAL_gone") as string,
    });
  });
});

describe("a message", () => {
  it("whose receiver is down waits, and arrives in order and once by id when it is back (D8)", async () => {
    const bot = await createTestAssistant({ directory });
    bot.channel.fail("connection refused");
    await bot.say("/greet");
    await bot.trigger("EXTERNAL_tick", { name: "one" });
    await bot.trigger("EXTERNAL_tick", { name: "two" });
    await bot.advance(60 * SECOND);
    expect(bot.channel.delivered).toEqual([]);
    bot.channel.fail(null);
    await bot.advance(31 * SECOND);
    expect(bot.channel.delivered.map(({ message }) => message.text)).toEqual([
      "Hello.",
      "Tick one.",
      "Tick two.",
    ]);
    await bot.close();
  });
});

describe("an external event", () => {
  it("of an unknown intent is refused with the closest name, and changes nothing (D9)", async () => {
    const bot = await createTestAssistant({ directory });
    await expect(bot.trigger("EXTERNAL_tik")).rejects.toMatchObject({
      code: "runtime/unknown-intent",
      hint: expect.stringContaining("EXTERNAL_tick") as string,
    });
    expect(await bot.store.load("test")).toBeNull();
    await bot.close();
  });

  it("with the same idempotency key is handled once and answered the same", async () => {
    const bot = await createTestAssistant({ directory });
    const request = {
      conversationId: "test",
      intent: "EXTERNAL_tick",
      entities: [{ entity: "name", value: "x" }],
      outputChannel: null,
      idempotencyKey: "k1",
    };
    const answers = await Promise.all([bot.assistant.trigger(request), bot.assistant.trigger(request)]);
    expect(answers.map(({ repeated }) => repeated)).toEqual([false, true]);
    expect(answers[0]?.messages).toEqual(answers[1]?.messages);
    expect(await bot.said()).toEqual(["Tick x."]);
    await expect(bot.assistant.trigger({ ...request, entities: [] })).rejects.toMatchObject({
      code: "runtime/idempotency-key-reused",
    });
    await bot.close();
  });

  it("goes a hundred times in a row to the channel the person last wrote from", async () => {
    const bot = await createTestAssistant({ directory });
    await bot.say("/greet");
    for (let index = 0; index < 100; index++) await bot.trigger("EXTERNAL_tick", { name: String(index) });
    await bot.advance(SECOND);
    expect(bot.channel.delivered).toHaveLength(101);
    await bot.close();
  });
});
