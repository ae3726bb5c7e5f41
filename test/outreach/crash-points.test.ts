import { beforeAll, describe, expect, it } from "vitest";
import { createActionRunner, loadActions } from "../../src/actions/index.ts";
import { createRandom, type Random, silentLogger } from "../../src/base/index.ts";
import type { Channel, Delivery } from "../../src/channels/index.ts";
import type { ActionRunner } from "../../src/dialogue/index.ts";
import { loadPolicies } from "../../src/policies/index.ts";
import { readProject } from "../../src/project/index.ts";
import { type Assistant, createAssistant, type RuntimeModel } from "../../src/runtime/index.ts";
import { type ConversationStore, createMemoryStore, openSqliteStore } from "../../src/storage/index.ts";
import { createSimulatedClock, type SimulatedClock } from "../../src/testing/index.ts";
import { trainInMemory } from "../../src/training/index.ts";
import { copyProject } from "../copy-project.ts";
import { createKiller, type Killer, mortalClock, mortalStore } from "./killer.ts";

// Everything a server does to the world is a step: reading or writing the store, running an action, posting to the
// receiver. The whole assistant is killed before or after each step in turn (then at random), started again, and the
// world must not show it.

const START = Date.UTC(2026, 0, 1);
const CONVERSATIONS = 3;
const REMINDERS_EACH = 2;

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

const directory = copyProject("test/fixtures/outreach-bot");

let model: RuntimeModel;
let actions: ActionRunner;
beforeAll(async () => {
  const clock = createSimulatedClock(START);
  const options = { tsbotVersion: "test", clock, random: createRandom(1), logger: silentLogger };
  const { domain, policies } = await trainInMemory(await readProject({ directory }, {}), options);
  if (policies === null) throw new Error("The bot has no rules.");
  const predictor = loadPolicies(policies, domain);
  model = { file: "memory", modelId: "m", assistantId: "a", domain, interpreter: null, predictor };
  actions = createActionRunner({ local: await loadActions(directory), endpoint: null, clock });
});

function createServer(world: World, killer: Killer): Assistant {
  let ids = 0;
  const callback: Channel = {
    name: "callback",
    openingPayload: null,
    handle: async () => ({ status: 404, body: "" }),
    push: (delivery) => killer.step(() => receive(world, delivery)),
  };
  const start = world.received.length;
  return createAssistant({
    model,
    store: mortalStore(world.store, killer),
    channels: new Map([["callback", callback]]),
    actions: mortalActions(world, killer),
    clock: mortalClock(world.clock, killer),
    random: createRandom(1),
    logger: silentLogger,
    createId: () => `${start}-${world.clock.now()}-${++ids}-${Math.floor(world.random.next() * 1e9)}`,
    timeZone: null,
    serverTimeZone: "UTC",
  });
}

async function startServer(world: World, killer: Killer): Promise<void> {
  await Promise.race([createServer(world, killer).start(), world.clock.advance(0)]);
}

function mortalActions({ random }: World, killer: Killer): ActionRunner {
  return {
    ...actions,
    run: (...given) =>
      killer.step(async () =>
        random.next() < 0.15 ? { status: "failed", reason: "at random" } : await actions.run(...given),
      ),
  };
}

async function receive({ received, clock, random }: World, { id, message }: Delivery): Promise<void> {
  if (random.next() < 0.2) throw new Error("receiver is down");
  received.push({
    id,
    conversationId: message.recipient_id,
    text: message.text ?? "",
    at: clock.now(),
  });
}

type Due = ReadonlyMap<string, number>;

/** Conversations with reminders of the same names in each, set by a server that nothing happens to. */
async function createWorld(seed: number, store: ConversationStore): Promise<World & { readonly dueAt: Due }> {
  const random = createRandom(seed);
  const world = { clock: createSimulatedClock(START), store, received: [], random };
  const dueAt = new Map<string, number>();
  const server = createServer({ ...world, random: createRandom(seed + 1) }, createKiller(null));
  for (let index = 0; index < CONVERSATIONS; index++) {
    const conversationId = `c${index}`;
    const address = { channel: "callback", data: {} };
    await server.receive({ conversationId, text: "/greet", channel: "callback", address });
    for (let number = 0; number < REMINDERS_EACH; number++) {
      const due = START + 1_000 + random.below(20) * 250;
      const value = `${conversationId} ${number}`;
      dueAt.set(`Tick ${value}.`, due);
      const event = {
        event: "reminder",
        intent: "EXTERNAL_tick",
        entities: { name: value },
        date_time: new Date(due).toISOString(),
        name: `reminder ${number}`,
        kill_on_user_msg: false,
      } as const;
      await server.appendEvents(conversationId, [event], { executeSideEffects: true, outputChannel: null });
    }
  }
  return { ...world, dueAt };
}

interface Kill {
  readonly at: number;
  readonly after: boolean;
}

/** Runs a world for a while, with the kills given; says how many steps the first server took. */
async function run(seed: number, kills: readonly Kill[], openStore: OpenStore): Promise<number> {
  const world = await createWorld(seed, await openStore());
  const killers = [...kills.map(createKiller), createKiller(null)];
  let current = killers.shift() as ReturnType<typeof createKiller>;
  const first = current;
  await startServer(world, current);
  for (let slice = 0; slice < 60; slice++) {
    await world.clock.advance(slice < 30 ? 250 : 60_000);
    if (!current.isDead()) continue;
    current = killers.shift() as ReturnType<typeof createKiller>;
    await startServer(world, current);
  }
  await check(world);
  await world.store.close();
  return first.steps();
}

async function check({ store, received, dueAt }: Awaited<ReturnType<typeof createWorld>>): Promise<void> {
  const effects: string[] = [];
  for (let index = 0; index < CONVERSATIONS; index++) {
    const conversationId = `c${index}`;
    const events = await store.readEvents(conversationId);
    const said = events.flatMap(({ event }) => (event.event === "bot" ? [event.text ?? ""] : []));
    effects.push(...said.filter((text) => dueAt.has(text)));
    // In the order of the conversation, however often each came.
    const arrived = received.filter((item) => item.conversationId === conversationId);
    expect([...new Set(arrived.map(({ text }) => text))]).toEqual(said);
  }
  const everything = [...dueAt.keys()].sort();
  // Nothing lost, no effect twice, one id each.
  expect(effects.sort()).toEqual(everything);
  expect(new Set(received.map(({ id }) => id)).size).toBe(everything.length + CONVERSATIONS);
  expect(await store.listReminders({ status: "pending" })).toEqual([]);
  expect(await store.listReminders({ status: "fired" })).toHaveLength(everything.length);
  expect(await store.earliestDelivery()).toBeNull();
  // Nothing early.
  for (const { text, at } of received) expect(at).toBeGreaterThanOrEqual(dueAt.get(text) ?? START);
}

type OpenStore = () => Promise<ConversationStore>;

const stores: readonly (readonly [string, OpenStore])[] = [
  ["memory", async () => createMemoryStore()],
  ["SQLite", () => openSqliteStore({ path: ":memory:", logger: silentLogger })],
];

describe.each(stores)("a server on %s that is killed", (_name, openStore) => {
  it("before or after any one of its steps loses nothing, is never early and does nothing twice", async () => {
    const steps = await run(1, [], openStore);
    expect(steps).toBeGreaterThan(60);
    for (let at = 1; at <= steps; at++) {
      await run(1, [{ at, after: false }], openStore);
      await run(1, [{ at, after: true }], openStore);
    }
  }, 180_000);

  it("at random moments, again and again, loses nothing either", async () => {
    for (let seed = 2; seed < 62; seed++) {
      const random = createRandom(seed * 7919);
      const kills = Array.from({ length: 1 + random.below(8) }, () => ({
        at: 1 + random.below(25),
        after: random.next() < 0.5,
      }));
      await run(seed, kills, openStore);
    }
  }, 180_000);
});
