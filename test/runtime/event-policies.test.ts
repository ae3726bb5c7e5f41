import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { PostAnswer, TriggerAnswer } from "../../src/runtime/index.ts";
import type { ExternalEvent } from "../../src/storage/index.ts";
import { createTestAssistant, type TestAssistant } from "../../src/testing/index.ts";
import { createSimulatedClock } from "../../src/testing/simulated-clock.ts";
import { copyProject } from "../copy-project.ts";

const directory = copyProject("test/fixtures/outreach-bot");
appendFileSync(
  join(directory, "config.yml"),
  `tsbot:
  time_zone: Europe/Berlin
  quiet_hours: "22:00-07:00"
  hold_external_events: true
  events:
    EXTERNAL_rare: {cooldown: 1 hour}
    EXTERNAL_many: {collect: 10 minutes}
    EXTERNAL_urgent: {ignore_quiet_hours: true}
  topics:
    plants: {events_per_minute: 3}
`,
);
appendFileSync(
  join(directory, "domain.yml"),
  "slots:\n  time_zone: {type: any, mappings: [{type: custom}]}\n",
);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** 12:00 in Berlin. */
const NOON = Date.parse("2026-01-10T11:00:00Z");
const MORNING = Date.parse("2026-01-11T06:00:00Z");

/** What the fixture's actions look at: names they fail with for now, and what they were run with. */
const breaks = new Set<unknown>();
const ran: unknown[] = [];
const runs = (): number => ran.length;
Object.assign(globalThis, { outreachBotBreaks: breaks, outreachBotTicks: ran });

let bot: TestAssistant;
beforeEach(async () => {
  bot = await createTestAssistant({ directory, clock: createSimulatedClock(NOON) });
});
afterEach(async () => {
  breaks.clear();
  await bot.close();
});

const subscribe = (conversationId: string) =>
  bot.assistant.changeReach(conversationId, { event: "subscribe", topic: "plants" });

const post = (intent: string, name: string, dedupeKey?: string): Promise<PostAnswer> =>
  bot.assistant.postEvent({
    topic: "plants",
    intent,
    entities: [{ entity: "name", value: name }],
    ...(dedupeKey !== undefined && { dedupeKey }),
  });

const trigger = (intent: string, name: string, dedupeKey?: string): Promise<TriggerAnswer> =>
  bot.assistant.trigger({
    conversationId: "ann",
    intent,
    entities: [{ entity: "name", value: name }],
    outputChannel: "latest",
    deliveryTimeout: 0,
    ...(dedupeKey !== undefined && { dedupeKey }),
  });

const onlyEvent = async (): Promise<ExternalEvent> => {
  const [event] = await bot.store.listExternalEvents();
  if (event === undefined) throw new Error("There is no event.");
  return event;
};

const statuses = async (): Promise<readonly string[]> =>
  (await bot.store.listExternalEvents()).map(({ status }) => status).reverse();

describe("a dedupe key", () => {
  it("lets an event come once a day to whoever it reached, and records the others", async () => {
    await subscribe("ann");
    await post("EXTERNAL_tick", "orchid", "orchid is dry");
    await bot.advance(HOUR);
    await subscribe("bob");
    const again = await post("EXTERNAL_tick", "orchid", "orchid is dry");
    expect(again.recipients).toMatchObject([
      { event: { conversationId: "bob", status: "fired" } },
      {
        event: {
          conversationId: "ann",
          status: "suppressed",
          reason: "The same event (dedupe_key 'orchid is dry') came before.",
        },
      },
    ]);
    expect((await post("EXTERNAL_tick", "fern", "fern is dry")).post.counts).toMatchObject({ fired: 2 });
    await bot.advance(24 * HOUR);
    await post("EXTERNAL_tick", "orchid", "orchid is dry");
    expect(await bot.said("ann")).toEqual(["Tick orchid.", "Tick fern.", "Tick orchid."]);
  });

  it("does the same for an event of one conversation, and the answer says so", async () => {
    expect(await trigger("EXTERNAL_tick", "a", "k")).toMatchObject({ messages: [{ text: "Tick a." }] });
    const again = await trigger("EXTERNAL_tick", "b", "k");
    expect(again).toMatchObject({
      messages: [],
      suppressed: "The same event (dedupe_key 'k') came before.",
      repeated: false,
    });
    expect(await statuses()).toEqual(["fired", "suppressed"]);
    expect(await trigger("EXTERNAL_tick", "c", "l")).toMatchObject({ messages: [{ text: "Tick c." }] });
  });

  it("is looked at when both are posted at once", async () => {
    await subscribe("ann");
    await Promise.all([1, 2, 3].map(() => post("EXTERNAL_tick", "orchid", "k")));
    expect(await bot.said("ann")).toEqual(["Tick orchid."]);
    expect([...(await statuses())].sort()).toEqual(["fired", "suppressed", "suppressed"]);
  });

  it("lets the event come again whose action failed for good", async () => {
    await trigger("EXTERNAL_tick", "broken", "k").catch(() => {});
    await subscribe("ann");
    await post("EXTERNAL_tick", "broken", "k2");
    await bot.advance(20 * HOUR);
    await post("EXTERNAL_tick", "mended", "k2");
    expect(await bot.said("ann")).toContain("Tick mended.");
  });
});

describe("a cooldown", () => {
  it("lets one event of the intent come in its time, to each person", async () => {
    await subscribe("ann");
    await trigger("EXTERNAL_rare", "a");
    await bot.advance(HOUR - 1);
    await subscribe("bob");
    const posted = await post("EXTERNAL_rare", "b");
    expect(posted.recipients).toMatchObject([
      { event: { conversationId: "bob", status: "fired" } },
      {
        event: {
          status: "suppressed",
          reason:
            "The last event 'EXTERNAL_rare' came at 2026-01-10T11:00:00.000Z; the next may come from 2026-01-10T12:00:00.000Z on.",
        },
      },
    ]);
    await bot.advance(1);
    expect(await trigger("EXTERNAL_rare", "c")).not.toHaveProperty("suppressed");
    expect(await bot.said("ann")).toEqual(["Tick a.", "Tick c."]);
  });
});

describe("events that are collected", () => {
  it("are one turn with all entities and their count, when the time of the first is over", async () => {
    await subscribe("ann");
    await post("EXTERNAL_many", "orchid");
    await bot.advance(4 * MINUTE);
    expect(await trigger("EXTERNAL_many", "fern")).toMatchObject({
      messages: [],
      collectedUntil: NOON + 10 * MINUTE,
    });
    await bot.advance(5 * MINUTE);
    const { post: last } = await post("EXTERNAL_many", "cactus");
    expect(await bot.said("ann")).toEqual([]);
    await bot.advance(MINUTE);
    const events = (await bot.assistant.events("ann")).filter(({ event }) => event === "user");
    expect(events).toMatchObject([
      {
        parse_data: {
          intent: { name: "EXTERNAL_many" },
          entities: [
            { entity: "name", value: "orchid" },
            { entity: "name", value: "fern" },
            { entity: "name", value: "cactus" },
            { entity: "event_count", value: 3 },
          ],
        },
      },
    ]);
    expect(await bot.said("ann")).toEqual(["3: orchid, fern, cactus"]);
    expect(await bot.assistant.readPost("plants", last.id)).toMatchObject({
      recipients: [{ event: { status: "fired" }, messages: [{ text: "3: orchid, fern, cactus" }] }],
    });
    await trigger("EXTERNAL_many", "palm");
    await bot.advance(10 * MINUTE);
    expect(await bot.said("ann")).toEqual(["3: orchid, fern, cactus", "1: palm"]);
  });

  it("are tried again together when the action fails, and outlive a crash", async () => {
    await trigger("EXTERNAL_many", "broken");
    await trigger("EXTERNAL_many", "fern");
    await bot.advance(10 * MINUTE);
    expect(await bot.store.listExternalEvents()).toMatchObject([
      { status: "waiting", attempts: 1 },
      { status: "waiting", attempts: 1 },
    ]);
    await bot.advance(1);
    await bot.crash();
    const before = runs();
    await bot.advance(20 * HOUR);
    expect(await bot.store.listExternalEvents()).toMatchObject([
      { status: "failed", reason: expect.stringContaining("it is broken") },
      { status: "failed", reason: expect.stringContaining("it is broken") },
    ]);
    expect(runs() - before).toBe(7);
  });

  it("come when their action is mended after a crash", async () => {
    await trigger("EXTERNAL_many", "brittle");
    await trigger("EXTERNAL_many", "fern");
    breaks.add("brittle");
    await bot.advance(10 * MINUTE);
    await bot.advance(1);
    await bot.crash();
    breaks.clear();
    await bot.advance(HOUR);
    expect(await bot.said("ann")).toEqual(["2: brittle, fern"]);
  });

  it("end after their attempts, however many join them, which go on without them", async () => {
    await trigger("EXTERNAL_many", "broken");
    for (let number = 0; number < 6 * 6; number++) {
      await bot.advance(10 * MINUTE);
      await trigger("EXTERNAL_many", `plant ${number}`);
    }
    await bot.advance(HOUR);
    const events = await bot.store.listExternalEvents();
    expect(events.filter(({ status }) => status === "failed")).toMatchObject([
      { entities: [{ value: "broken" }], attempts: 7 },
    ]);
    const told = (await bot.said("ann")).flatMap((text) => text.replace(/^\d+: /, "").split(", "));
    expect(told).toEqual(Array.from({ length: 36 }, (_, number) => `plant ${number}`));
  });

  it("come once of two with one key, though the first is kept back", async () => {
    await subscribe("ann");
    await post("EXTERNAL_many", "by topic", "k");
    await bot.advance(MINUTE);
    await bot.assistant.changeReach("ann", { event: "subscribe", topic: "pots" });
    await bot.assistant.postEvent({
      topic: "pots",
      intent: "EXTERNAL_many",
      entities: [{ entity: "name", value: "by pots" }],
      dedupeKey: "k",
    });
    await bot.assistant.postEvent({
      topic: "pots",
      intent: "EXTERNAL_many",
      entities: [{ entity: "name", value: "again" }],
      dedupeKey: "k",
    });
    await bot.assistant.changeReach("ann", { event: "unsubscribe", topic: "plants" });
    await bot.advance(10 * MINUTE);
    expect(await bot.said("ann")).toEqual(["1: by pots"]);
    expect([...(await statuses())].sort()).toEqual(["fired", "suppressed", "suppressed"]);
  });

  it("is not kept back for one that waits by a topic the person has left", async () => {
    await subscribe("ann");
    await post("EXTERNAL_many", "by topic", "k");
    await bot.assistant.changeReach("ann", { event: "unsubscribe", topic: "plants" });
    expect(await trigger("EXTERNAL_many", "by itself", "k")).not.toHaveProperty("suppressed");
    expect(await trigger("EXTERNAL_many", "again", "k")).toHaveProperty("suppressed");
    await bot.advance(10 * MINUTE);
    expect(await bot.said("ann")).toEqual(["1: by itself"]);
  });

  it("leave out who opted out meanwhile", async () => {
    await trigger("EXTERNAL_many", "orchid");
    await bot.assistant.changeReach("ann", { event: "opt_out" });
    await bot.advance(10 * MINUTE);
    expect(await statuses()).toEqual(["suppressed"]);
    expect(await bot.said("ann")).toEqual([]);
    expect(await trigger("EXTERNAL_tick", "orchid")).toMatchObject({
      suppressed: "The person has opted out of events from outside.",
    });
  });
});

describe("quiet hours", () => {
  it("hold events of topics until their end, in the person's zone, unless they are urgent", async () => {
    await subscribe("ann");
    await subscribe("bob");
    await bot.assistant.appendEvents(
      "bob",
      [{ event: "slot", name: "time_zone", value: "America/New_York" }],
      {
        executeSideEffects: true,
        outputChannel: null,
      },
    );
    await bot.advance(11 * HOUR);
    const answer = await post("EXTERNAL_tick", "late");
    expect(answer.recipients).toMatchObject([
      { event: { conversationId: "bob", status: "fired" } },
      {
        event: {
          conversationId: "ann",
          status: "waiting",
          attempts: 0,
          nextAttemptAt: MORNING,
          reason: "Held by quiet hours (22:00-07:00, Europe/Berlin) until 2026-01-11T06:00:00.000Z.",
        },
      },
    ]);
    await post("EXTERNAL_urgent", "fire");
    expect(await bot.said("ann")).toEqual(["Tick fire."]);
    await bot.advance(MORNING - bot.clock.now());
    expect(await bot.said("ann")).toEqual(["Tick fire.", "Tick late."]);
  });

  it.each(["EXTERNAL_tick", "EXTERNAL_many"])(
    "take no attempt of %s, also of one that was due before the server started",
    async (intent) => {
      await subscribe("ann");
      await bot.advance(11 * HOUR - (intent === "EXTERNAL_many" ? 10 * MINUTE : 0));
      await post(intent, "late");
      await bot.advance(10 * MINUTE);
      for (let crash = 0; crash < 3; crash++) {
        await bot.store.postponeExternalEvent(await onlyEvent(), {
          attempts: (await onlyEvent()).attempts,
          nextAttemptAt: bot.clock.now(),
          reason: "for the test",
        });
        await bot.advance(MINUTE);
        await bot.crash();
        await bot.advance(MINUTE);
        expect(await onlyEvent()).toMatchObject({ attempts: 0, nextAttemptAt: MORNING });
      }
      await bot.advance(MORNING - bot.clock.now());
      expect(await bot.said("ann")).toHaveLength(1);
    },
  );

  it("let a failed one that was due before the start go on, each attempt counted once", async () => {
    breaks.add("brittle");
    await subscribe("ann");
    await post("EXTERNAL_tick", "brittle");
    await bot.advance(1);
    await bot.crash();
    const before = runs();
    await bot.advance(20 * MINUTE);
    expect(await onlyEvent()).toMatchObject({ status: "waiting", attempts: 5 });
    expect(runs() - before).toBe(4);
    breaks.clear();
    await bot.advance(HOUR);
    expect(await bot.said("ann")).toEqual(["Tick brittle."]);
  });
});

describe("a topic", () => {
  it("takes so many events a minute, and says when it takes more", async () => {
    for (const name of ["a", "b", "c"]) await post("EXTERNAL_tick", name);
    await bot.advance(20_500);
    await expect(post("EXTERNAL_tick", "d")).rejects.toMatchObject({
      code: "runtime/too-many-events",
      details: { retry_after: "40" },
    });
    await bot.advance(39_500);
    expect((await post("EXTERNAL_tick", "e")).repeated).toBe(false);
  });
});
