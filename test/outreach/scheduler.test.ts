import { describe, expect, it } from "vitest";
import { type Clock, type Logger, silentLogger, TsbotError } from "../../src/base/index.ts";
import {
  createOccurrenceEnd,
  createReminderScheduler,
  type ReminderSchedulerOptions,
} from "../../src/outreach/index.ts";
import { type ConversationStore, createMemoryStore, type Reminder } from "../../src/storage/index.ts";
import { createSimulatedClock } from "../../src/testing/simulated-clock.ts";
import { commitOf, reminder } from "../contracts/store.contract.ts";

const START = Date.UTC(2026, 0, 1);
const DAY = 24 * 3600_000;

type Setup = Partial<Pick<ReminderSchedulerOptions, "fire" | "concurrency" | "logger" | "store">>;

/** A scheduler on a simulated clock; `fired` says what fired and when, in milliseconds after the start. */
function setUp(setup: Setup = {}) {
  const clock = createSimulatedClock(START);
  const store = setup.store ?? createMemoryStore();
  const fired: string[] = [];
  const fire = async (due: Reminder): Promise<"fired"> => {
    await end(store, due);
    fired.push(`${due.id} ${clock.now() - START}`);
    return "fired";
  };
  const endOccurrence = endingIn(store, clock);
  const scheduler = createReminderScheduler({
    store,
    clock,
    logger: silentLogger,
    fire,
    endOccurrence,
    ...setup,
  });
  const add = async (id: string, after: number, change: Partial<Reminder> = {}): Promise<void> => {
    const { status: _, ...item } = { status: "", ...reminder(id, { dueAt: START + after, ...change }) };
    const expectedSequence = (await store.load(item.conversationId))?.sequence ?? 0;
    const schedule = { type: "schedule", reminder: item } as const;
    await store.commit(
      commitOf(item.conversationId, { expectedSequence, reminders: [schedule], at: clock.now() }),
    );
    scheduler.nudge(item.dueAt);
  };
  return { clock, store, fired, scheduler, add };
}

function endingIn(store: ConversationStore, clock: Clock) {
  return createOccurrenceEnd({ store, clock, createId: () => "next", onScheduled: () => {} });
}

/** The committed turn of a firing. */
async function end(store: ConversationStore, { conversationId, id }: Reminder): Promise<void> {
  const expectedSequence = (await store.load(conversationId))?.sequence ?? 0;
  await store.commit(
    commitOf(conversationId, {
      expectedSequence,
      events: [{ event: "slot", name: "fired", value: id }],
      reminders: [{ type: "fired", id }],
    }),
  );
}

describe("the reminder scheduler", () => {
  it("fires at the due time, and not one millisecond before", async () => {
    const { clock, fired, scheduler, add } = setUp();
    await scheduler.start();
    await add("r", 5_000);
    await clock.advance(4_999);
    expect(fired).toEqual([]);
    await clock.advance(1);
    expect(fired).toEqual(["r 5000"]);
    await scheduler.stop();
  });

  it.each(["runtime/outbox-full", "base/busy", "runtime/no-model"] as const)(
    "counts no attempt that could not be made now (%s), also of what was due before the start",
    async (code) => {
      const world = setUp({
        fire: async (due) => {
          if (world.clock.now() < START + DAY) throw new TsbotError(code, "Not now.");
          await end(world.store, due);
          return "fired";
        },
      });
      await world.add("early", 0);
      await world.clock.advance(1_000);
      await world.scheduler.start();
      await world.add("late", 5_000);
      await world.clock.advance(DAY / 2);
      const waiting = await world.store.listReminders({ status: "pending" });
      expect(waiting).toMatchObject([
        { attempts: 0, reason: "Not now." },
        { attempts: 0, reason: "Not now." },
      ]);
      await world.clock.advance(DAY / 2 + 5_000);
      expect(await world.store.listReminders({ status: "fired" })).toHaveLength(2);
    },
  );

  it("counts no attempt that failed for the store, and fires as soon as that is back", async () => {
    let isFull = true;
    const store = createMemoryStore();
    const { clock, fired, scheduler, add } = setUp({
      store,
      fire: async (due) => {
        if (isFull) throw new TsbotError("storage/disk-full", "'/data/tsbot.db': database or disk is full.");
        await end(store, due);
        fired.push(`${due.id} ${clock.now() - START}`);
        return "fired";
      },
    });
    await scheduler.start();
    await add("r", 5_000);
    await clock.advance(3600_000);
    const [waiting] = await store.listReminders({ status: "pending" });
    expect(waiting).toMatchObject({ attempts: 0, reason: null });
    isFull = false;
    await clock.advance(1_000);
    expect(fired).toHaveLength(1);
    await scheduler.stop();
  });

  it("fires no reminder early because another one is due", async () => {
    const { clock, fired, scheduler, add } = setUp();
    await scheduler.start();
    for (const after of [5_000, 5_001, 5_002]) await add(`r${after}`, after, { conversationId: `c${after}` });
    await clock.advance(6_000);
    expect(fired).toEqual(["r5000 5000", "r5001 5001", "r5002 5002"]);
    await scheduler.stop();
  });

  it("wakes for a reminder that was set later and is due earlier", async () => {
    const { clock, fired, scheduler, add } = setUp();
    await scheduler.start();
    await add("late", 30_000);
    await add("soon", 2_000);
    await clock.advance(60_000);
    expect(fired).toEqual(["soon 2000", "late 30000"]);
    await scheduler.stop();
  });

  it("fires after 25, 49.8 and 400 days on time", async () => {
    const { clock, fired, scheduler, add } = setUp();
    await scheduler.start();
    await add("a", 25 * DAY);
    await add("b", 2 ** 32);
    await add("c", 60 * DAY + 1);
    await clock.advance(61 * DAY);
    expect(fired).toEqual([`a ${25 * DAY}`, `b ${2 ** 32}`, `c ${60 * DAY + 1}`]);
    await scheduler.stop();
  });

  it("fires what fell due while nobody was there, in due order, and knows no misfire", async () => {
    const { clock, fired, scheduler, add } = setUp();
    for (const [index, after] of [7_000, 1_000, 3_600_000, 2_000].entries()) {
      await add(`r${index}`, after, { conversationId: `c${index}` });
    }
    await clock.advance(DAY);
    await scheduler.start();
    await clock.advance(0);
    await clock.advance(1);
    expect(fired.map((text) => text.split(" ")[0])).toEqual(["r1", "r3", "r0", "r2"]);
    await scheduler.stop();
  });

  it("fires reminders of one name in 300 conversations at one moment, each once", async () => {
    const { clock, fired, scheduler, add } = setUp();
    await scheduler.start();
    for (let index = 0; index < 300; index++) {
      await add(`r${index}`, 5_000, { name: "my_reminder", conversationId: `c${index}` });
    }
    await clock.advance(5_000);
    await clock.advance(100);
    expect(new Set(fired).size).toBe(300);
    expect(fired).toHaveLength(300);
    expect(scheduler.lateness()).toMatchObject({ fired: 300, recent: expect.arrayContaining([0]) });
    await scheduler.stop();
  });

  it("keeps a conversation's due order, one at a time", async () => {
    const log: string[] = [];
    const store = createMemoryStore();
    const { clock, scheduler, add } = setUp({
      store,
      fire: async (due) => {
        log.push(`${due.id} begins`);
        await new Promise((resolve) => setImmediate(resolve));
        await end(store, due);
        log.push(`${due.id} ends`);
        return "fired";
      },
    });
    await add("b", 2);
    await add("a", 1);
    await clock.advance(10);
    await scheduler.start();
    await clock.advance(10);
    expect(log).toEqual(["a begins", "a ends", "b begins", "b ends"]);
    await scheduler.stop();
  });

  it("bounds how many conversations fire at once", async () => {
    let running = 0;
    let most = 0;
    const store = createMemoryStore();
    const { clock, scheduler, add } = setUp({
      store,
      concurrency: 4,
      fire: async (due) => {
        most = Math.max(most, ++running);
        await new Promise((resolve) => setImmediate(resolve));
        await end(store, due);
        running--;
        return "fired";
      },
    });
    for (let index = 0; index < 50; index++) await add(`r${index}`, 0, { conversationId: `c${index}` });
    await scheduler.start();
    for (let round = 0; round < 20; round++) await clock.advance(1);
    expect(most).toBe(4);
    expect(await store.listReminders({ status: "fired" })).toHaveLength(50);
    await scheduler.stop();
  });

  it("lets no conversation wait for the slow action of another, however much that one has due", async () => {
    let release: () => void = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const store = createMemoryStore();
    const fired: string[] = [];
    const { clock, scheduler, add } = setUp({
      store,
      concurrency: 2,
      fire: async (due) => {
        if (due.conversationId === "slow") await held;
        await end(store, due);
        fired.push(due.id);
        return "fired";
      },
    });
    for (let index = 0; index < 450; index++) await add(`s${index}`, index, { conversationId: "slow" });
    for (let index = 0; index < 5; index++) await add(`q${index}`, 1_000, { conversationId: `c${index}` });
    await clock.advance(2_000);
    await scheduler.start();
    await clock.advance(10);
    expect(fired.sort()).toEqual(["q0", "q1", "q2", "q3", "q4"]);
    release();
    await clock.advance(10);
    expect(fired).toHaveLength(455);
    await scheduler.stop();
  });

  it("fires a conversation's next reminder that fell due while the one before it was firing", async () => {
    const store = createMemoryStore();
    const fired: string[] = [];
    const { clock, scheduler, add } = setUp({
      store,
      fire: async (due) => {
        if (due.id === "a") await new Promise<void>((resolve) => clock.schedule(START + 3_000, resolve));
        await end(store, due);
        fired.push(`${due.id} ${clock.now() - START}`);
        return "fired";
      },
    });
    await scheduler.start();
    await add("a", 1_000);
    await add("b", 2_000);
    await clock.advance(3_000);
    expect(fired).toEqual(["a 3000", "b 3000"]);
    await scheduler.stop();
  });

  it("expires what was given an end, with the reason, and fires at the last moment", async () => {
    const { clock, store, fired, scheduler, add } = setUp();
    await add("over", 1_000, { expiresAfterMilliseconds: 4_999 });
    await add("just", 1_000, { expiresAfterMilliseconds: 5_000, conversationId: "bob" });
    await clock.advance(6_000);
    await scheduler.start();
    await clock.advance(0);
    expect(fired).toEqual(["just 6000"]);
    expect(await store.listReminders({ id: "over" })).toMatchObject([
      { status: "expired", endedAt: START + 6_000, reason: expect.stringContaining("expired") },
    ]);
    await scheduler.stop();
  });

  it("tries a failing reminder again after 1 s, 5 s, 30 s, 5 min, 15 min, 1 h and 3 h, then calls it failed", async () => {
    const attempts: number[] = [];
    const { clock, store, scheduler, add } = setUp({
      fire: async () => {
        attempts.push((clock.now() - START) / 1000);
        throw new TsbotError("runtime/action-failed", "The action 'action_remind' failed: no connection");
      },
    });
    await scheduler.start();
    await add("r", 0);
    await clock.advance(DAY);
    const waits = attempts.map((at, index) => at - (attempts[index - 1] ?? 0));
    expect(waits).toEqual([0, 1, 5, 30, 300, 900, 3600, 10_800]);
    expect(await store.listReminders()).toMatchObject([
      { status: "failed", reason: expect.stringContaining("no connection"), dueAt: START },
    ]);
    await scheduler.stop();
  });

  it("goes on with later reminders while an earlier one waits for its next attempt", async () => {
    const store = createMemoryStore();
    const fired: string[] = [];
    const { clock, scheduler, add } = setUp({
      store,
      fire: async (due) => {
        if (due.id === "a" && due.attempts === 0) throw new Error("not now");
        await end(store, due);
        fired.push(`${due.id} ${clock.now() - START}`);
        return "fired";
      },
    });
    await scheduler.start();
    await add("a", 1_000);
    await add("b", 1_500);
    await clock.advance(5_000);
    expect(fired).toEqual(["b 1500", "a 2000"]);
    await scheduler.stop();
  });

  it("does not fire early when the clock is set back, and fires when the time comes again", async () => {
    const { clock, fired, scheduler, add } = setUp();
    await scheduler.start();
    await add("r", 10_000);
    await clock.advance(9_000);
    clock.leap(START - DAY);
    await clock.advance(DAY + 9_999);
    expect(fired).toEqual([]);
    await clock.advance(1);
    expect(fired).toEqual(["r 10000"]);
    await scheduler.stop();
  });

  it("notices within a minute that the clock was set ahead", async () => {
    const { clock, fired, scheduler, add } = setUp();
    await scheduler.start();
    await add("r", 3 * 3600_000);
    await clock.advance(1_000);
    clock.leap(START + 5 * 3600_000);
    await clock.advance(60_000);
    expect(fired).toHaveLength(1);
    await scheduler.stop();
  });

  it("re-reads the store within a minute, so that a reminder nobody announced is found", async () => {
    const { clock, store, fired, scheduler } = setUp();
    await scheduler.start();
    const silent = { type: "schedule", reminder: reminder("r", { dueAt: START + 5_000 }) } as const;
    await store.commit(commitOf("ann", { reminders: [silent] }));
    await clock.advance(60_000);
    expect(fired).toHaveLength(1);
    await scheduler.stop();
  });

  it("pauses while the store cannot be written, instead of firing the same reminder over and over", async () => {
    const store = createMemoryStore();
    const errors: string[] = [];
    let attempts = 0;
    let isBroken = true;
    const broken: ConversationStore = {
      ...store,
      postponeReminder: async (...given) => {
        if (isBroken) throw new Error("disk full");
        await store.postponeReminder(...given);
      },
    };
    const logger: Logger = { ...silentLogger, error: (text) => errors.push(text) };
    const { clock, fired, scheduler, add } = setUp({
      store: broken,
      logger,
      fire: async (due) => {
        attempts++;
        if (isBroken) throw new Error("disk full");
        await end(store, due);
        fired.push(due.id);
        return "fired";
      },
    });
    await scheduler.start();
    await add("r", 0);
    await clock.advance(3_500);
    expect(attempts).toBe(4);
    expect(errors[0]).toContain("disk full");
    isBroken = false;
    await clock.advance(2_000);
    expect(fired).toEqual(["r"]);
    await scheduler.stop();
  });

  it("goes on after the store could not be read", async () => {
    const store = createMemoryStore();
    let failures = 2;
    const flaky: ConversationStore = {
      ...store,
      claimDueReminders: async (...given) => {
        if (failures-- > 0) throw new Error("locked");
        return await store.claimDueReminders(...given);
      },
    };
    const { clock, fired, scheduler, add } = setUp({ store: flaky });
    await scheduler.start();
    await add("r", 1_000);
    await clock.advance(10_000);
    expect(fired).toEqual(["r 3000"]);
    await scheduler.stop();
  });

  it("does not spin on a reminder that is skipped and pending all the same", async () => {
    let attempts = 0;
    const { clock, store, scheduler, add } = setUp({
      fire: async () => {
        attempts++;
        return "skipped";
      },
    });
    await scheduler.start();
    await add("r", 0);
    await clock.advance(10_000);
    expect(attempts).toBe(3);
    expect(await store.listReminders()).toMatchObject([{ reason: expect.stringContaining("skipped") }]);
    await scheduler.stop();
  });

  it("does not end every server with a reminder that ended one", async () => {
    const store = createMemoryStore();
    const clock = createSimulatedClock(START);
    let starts = 0;
    /** A server that never gets to the end of an attempt, as its action exits the process. */
    const startServer = async (): Promise<void> => {
      starts++;
      const fire = () => new Promise<never>(() => {});
      const endOccurrence = endingIn(store, clock);
      await createReminderScheduler({ store, clock, logger: silentLogger, fire, endOccurrence }).start();
      await clock.advance(1);
    };
    await store.commit(
      commitOf("ann", { reminders: [{ type: "schedule", reminder: reminder("r", { dueAt: START }) }] }),
    );
    await clock.advance(1_000);
    while ((await store.listReminders({ status: "pending" })).length > 0 && starts < 50) {
      clock.disarm();
      await startServer();
      await clock.advance(3 * 3_600_000);
    }
    expect(starts).toBeLessThan(12);
    expect(await store.listReminders()).toMatchObject([
      { status: "failed", reason: expect.stringContaining("server ended") },
    ]);
  });

  it("finishes what runs when it stops, and begins nothing more", async () => {
    const store = createMemoryStore();
    let release: () => void = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const fired: string[] = [];
    const { clock, scheduler, add } = setUp({
      store,
      fire: async (due) => {
        await held;
        await end(store, due);
        fired.push(due.id);
        return "fired";
      },
    });
    await add("a", 0);
    await add("b", 1);
    await clock.advance(5);
    await scheduler.start();
    await clock.advance(5);
    const stopped = scheduler.stop();
    release();
    await stopped;
    await clock.advance(DAY);
    expect(fired).toEqual(["a"]);
    expect(await store.listReminders({ status: "pending" })).toMatchObject([{ id: "b" }]);
    expect(clock.pending).toBe(0);
  });

  it("keeps the newest thousand latenesses", async () => {
    const { clock, scheduler, add } = setUp();
    for (let index = 0; index < 1_005; index++) {
      await add(`r${index}`, index < 5 ? 0 : 10, { conversationId: `c${index % 7}` });
    }
    await clock.advance(10);
    await scheduler.start();
    await clock.advance(1);
    const { fired, recent } = scheduler.lateness();
    expect(fired).toBe(1_005);
    expect(recent).toHaveLength(1_000);
    expect(Math.max(...recent)).toBeLessThanOrEqual(11);
    await scheduler.stop();
  });
});
