import { describe, expect, it } from "vitest";
import { type Clock, createRandom, type Random, silentLogger } from "../../src/base/index.ts";
import type { Delivery } from "../../src/channels/index.ts";
import { createCourier, createReminderScheduler } from "../../src/outreach/index.ts";
import { type ConversationStore, createMemoryStore, type Reminder } from "../../src/storage/index.ts";
import { createSimulatedClock, type SimulatedClock } from "../../src/testing/simulated-clock.ts";
import { commitOf, reminder } from "../contracts/store.contract.ts";

// Everything a server does to the world is a step: reading or writing the store, posting to the receiver. The server is
// killed before or after each step in turn (then at random), started again, and the world must not show it.

const START = Date.UTC(2026, 0, 1);
const CONVERSATIONS = 3;
const REMINDERS_EACH = 2;

/** Kills a server at its given step. What a dead server has begun never ends, as far as it can tell. */
interface Killer {
  readonly isDead: () => boolean;
  step<Result>(work: () => Promise<Result>): Promise<Result>;
}

const NEVER = new Promise<never>(() => {});

function createKiller(
  kill: { readonly at: number; readonly after: boolean } | null,
): Killer & { steps(): number } {
  let steps = 0;
  let isDead = false;
  return {
    steps: () => steps,
    isDead: () => isDead,
    async step(work) {
      if (isDead) return await NEVER;
      steps++;
      const isLast = steps === kill?.at;
      if (isLast && kill?.after === false) {
        isDead = true;
        return await NEVER;
      }
      const result = await work();
      if (isLast) isDead = true;
      return isDead ? await NEVER : result;
    },
  };
}

function mortalStore(store: ConversationStore, killer: Killer): ConversationStore {
  const mortal: Record<string, unknown> = { ...store };
  for (const [name, method] of Object.entries(store)) {
    if (typeof method !== "function") continue;
    mortal[name] = (...given: unknown[]) =>
      killer.step(() => (method as (...given: unknown[]) => Promise<unknown>)(...given));
  }
  return mortal as unknown as ConversationStore;
}

/** A dead server's timers do not go off. */
function mortalClock(clock: Clock, killer: Killer): Clock {
  return {
    now: clock.now,
    schedule: (at, callback) => clock.schedule(at, () => (killer.isDead() ? undefined : callback())),
  };
}

interface Received {
  readonly id: string;
  readonly conversationId: string;
  readonly text: string;
  readonly at: number;
}

interface World {
  readonly clock: SimulatedClock;
  readonly store: ConversationStore;
  readonly received: Received[];
  /** What the receiver and the actions do: fail at times. */
  readonly random: Random;
}

async function startServer(world: World, killer: Killer): Promise<void> {
  const store = mortalStore(world.store, killer);
  const clock = mortalClock(world.clock, killer);
  const courier = createCourier({
    store,
    clock,
    logger: silentLogger,
    random: createRandom(1),
    onSettled: () => {},
    push: () => (delivery) => killer.step(() => receive(world, delivery)),
  });
  const scheduler = createReminderScheduler({
    store,
    clock,
    logger: silentLogger,
    fire: (due) => fire({ world, store, nudge: courier.nudge }, due),
  });
  await Promise.race([scheduler.start().then(() => courier.start()), world.clock.advance(0)]);
}

async function receive(
  { received, clock, random }: World,
  { id, address, message }: Delivery,
): Promise<void> {
  if (random.next() < 0.2) throw new Error("receiver is down");
  const conversationId = String(address.data["conversation"]);
  received.push({ id, conversationId, text: message.text ?? "", at: clock.now() });
}

/** As the runtime does: one turn whose commit ends the reminder and sends a message. */
async function fire(
  server: { readonly world: World; readonly store: ConversationStore; nudge(conversationId: string): void },
  due: Reminder,
): Promise<"fired" | "skipped"> {
  const { store, world } = server;
  const { conversationId } = due;
  if (world.random.next() < 0.15) throw new Error("the action failed");
  const [pending] = await store.listReminders({ id: due.id, status: "pending" });
  if (pending === undefined) return "skipped";
  const stored = await store.load(conversationId);
  const deliverTo = { channel: "callback", data: { conversation: conversationId } };
  await store.commit(
    commitOf(conversationId, {
      expectedSequence: stored?.sequence ?? 0,
      at: world.clock.now(),
      events: [{ event: "slot", name: "fired", value: due.id }],
      reminders: [{ type: "fired", id: due.id }],
      messages: [{ body: { recipient_id: conversationId, text: due.id }, deliverTo }],
    }),
  );
  server.nudge(conversationId);
  return "fired";
}

async function createWorld(seed: number): Promise<World & { readonly dueAt: ReadonlyMap<string, number> }> {
  const random = createRandom(seed);
  const world = { clock: createSimulatedClock(START), store: createMemoryStore(), received: [], random };
  const dueAt = new Map<string, number>();
  for (let index = 0; index < CONVERSATIONS * REMINDERS_EACH; index++) {
    const conversationId = `c${index % CONVERSATIONS}`;
    const id = `${conversationId}-${index}`;
    const due = START + random.below(20) * 250;
    dueAt.set(id, due);
    const schedule = { type: "schedule", reminder: reminder(id, { conversationId, dueAt: due }) } as const;
    await world.store.commit(commitOf(conversationId, { reminders: [schedule] }));
  }
  return { ...world, dueAt };
}

/** Runs a world for ten minutes, with the kills given; says how many steps the first server took. */
async function run(
  seed: number,
  kills: readonly { readonly at: number; readonly after: boolean }[],
): Promise<number> {
  const world = await createWorld(seed);
  const killers = [...kills.map(createKiller), createKiller(null)];
  let current = killers.shift() as ReturnType<typeof createKiller>;
  const first = current;
  await startServer(world, current);
  for (let slice = 0; slice < 100; slice++) {
    await world.clock.advance(slice < 40 ? 250 : 10_000);
    if (!current.isDead()) continue;
    current = killers.shift() as ReturnType<typeof createKiller>;
    await startServer(world, current);
  }
  await check(world);
  return first.steps();
}

async function check({ store, received, dueAt }: Awaited<ReturnType<typeof createWorld>>): Promise<void> {
  const effects: string[] = [];
  for (let index = 0; index < CONVERSATIONS; index++) {
    const conversationId = `c${index}`;
    const events = await store.readEvents(conversationId);
    const fired = events.map(({ event }) => (event.event === "slot" ? String(event.value) : ""));
    effects.push(...fired);
    // In the order of the conversation, however often each came.
    const ids = received.filter((item) => item.conversationId === conversationId).map(({ text }) => text);
    expect([...new Set(ids)]).toEqual(fired);
  }
  const everything = [...dueAt.keys()].sort();
  // Nothing lost, no effect twice.
  expect(effects.sort()).toEqual(everything);
  expect(new Set(received.map(({ id }) => id)).size).toBe(everything.length);
  expect(new Set(received.map(({ text }) => text)).size).toBe(everything.length);
  expect(await store.listReminders({ status: "pending" })).toEqual([]);
  expect(await store.earliestDelivery()).toBeNull();
  // Nothing early.
  for (const { text, at } of received) expect(at).toBeGreaterThanOrEqual(dueAt.get(text) ?? Number.NaN);
}

describe("a server that is killed", () => {
  it("before or after any one of its steps loses nothing, is never early and does nothing twice", async () => {
    const steps = await run(1, []);
    expect(steps).toBeGreaterThan(60);
    for (let at = 1; at <= steps; at++) {
      await run(1, [{ at, after: false }]);
      await run(1, [{ at, after: true }]);
    }
  });

  it("at random moments, again and again, loses nothing either", async () => {
    for (let seed = 2; seed < 62; seed++) {
      const random = createRandom(seed * 7919);
      const kills = Array.from({ length: 1 + random.below(8) }, () => ({
        at: 1 + random.below(25),
        after: random.next() < 0.5,
      }));
      await run(seed, kills);
    }
  });
});
