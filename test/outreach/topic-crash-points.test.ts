import { beforeAll, describe, expect, it } from "vitest";
import { createActionRunner, loadActions } from "../../src/actions/index.ts";
import { createRandom, silentLogger } from "../../src/base/index.ts";
import type { Channel } from "../../src/channels/index.ts";
import type { ActionRunner } from "../../src/dialogue/index.ts";
import { readProject } from "../../src/project/index.ts";
import { type Assistant, createAssistant, type RuntimeModel } from "../../src/runtime/index.ts";
import { type ConversationStore, createMemoryStore, openSqliteStore } from "../../src/storage/index.ts";
import { createSimulatedClock, type SimulatedClock, trainForTests } from "../../src/testing/index.ts";
import { copyProject } from "../copy-project.ts";
import { createKiller, type Killer, mortalClock, mortalStore } from "./killer.ts";

// A client posts events to a topic, again and again under the same key until it has an answer, while the server is killed
// before or after each of its steps in turn (then at random): each subscriber gets each event once.

const SUBSCRIBERS = ["ann", "bob", "cleo"];
/** When the client begins to post each, in steps of time. */
const POSTS = [
  { name: "orchid", from: 0 },
  { name: "fern", from: 6 },
];

interface World {
  readonly clock: SimulatedClock;
  readonly store: ConversationStore;
  readonly received: { readonly id: string; readonly to: string; readonly text: string }[];
  /** Numbers the servers, whose ids are different ones. */
  servers: number;
}

const directory = copyProject("test/fixtures/outreach-bot");

let model: RuntimeModel;
let actions: ActionRunner;
beforeAll(async () => {
  const clock = createSimulatedClock();
  model = await trainForTests(await readProject({ directory }, {}), { clock, customComponents: new Map() });
  actions = createActionRunner({ local: await loadActions(directory), endpoint: null, clock });
});

function createServer(world: World, killer: Killer): Assistant {
  let ids = 0;
  const number = ++world.servers;
  const callback: Channel = {
    name: "callback",
    openingPayload: null,
    handle: async () => ({ status: 404, body: "" }),
    push: ({ id, message }) =>
      killer.step(async () => {
        world.received.push({ id, to: message.recipient_id, text: message.text ?? "" });
      }),
  };
  return createAssistant({
    model,
    store: mortalStore(world.store, killer),
    channels: new Map([["callback", callback]]),
    actions: { ...actions, run: (...given) => killer.step(() => actions.run(...given)) },
    clock: mortalClock(world.clock, killer),
    random: createRandom(1),
    logger: silentLogger,
    createId: () => `${number}-${++ids}`,
    timeZone: null,
    serverTimeZone: "UTC",
  });
}

async function createWorld(store: ConversationStore): Promise<World> {
  const world: World = { clock: createSimulatedClock(), store, received: [], servers: 0 };
  const server = createServer(world, createKiller(null));
  for (const conversationId of SUBSCRIBERS) {
    const address = { channel: "callback", data: {} };
    const text = '/subscribe{"topic": "plants"}';
    await server.receive({ conversationId, text, channel: "callback", address });
  }
  return world;
}

interface Kill {
  readonly at: number;
  readonly after: boolean;
}

/** Runs a world for a while, with the kills given; says how many steps the first server took. */
async function run(kills: readonly Kill[], openStore: OpenStore): Promise<number> {
  const world = await createWorld(await openStore());
  const killers = [...kills.map(createKiller), createKiller(null)];
  const startNext = () => {
    const killer = killers.shift() ?? createKiller(null);
    const server = createServer(world, killer);
    return { killer, server, started: server.start() };
  };
  let current = startNext();
  const first = current.killer;
  const unanswered = new Set(POSTS);
  for (let slice = 0; slice < 40; slice++) {
    const [post] = unanswered;
    if (post !== undefined && post.from <= slice) {
      const { name } = post;
      const answer = current.server.postEvent({
        topic: "plants",
        intent: "EXTERNAL_tick",
        entities: [{ entity: "name", value: name }],
        idempotencyKey: name,
      });
      answer.then(
        () => unanswered.delete(post),
        () => {},
      );
    }
    await world.clock.advance(slice < 30 ? 250 : 60_000);
    if (current.killer.isDead()) current = startNext();
  }
  expect(unanswered.size).toBe(0);
  await check(world, kills.length);
  await world.store.close();
  return first.steps();
}

async function check({ store, received }: World, kills: number): Promise<void> {
  for (const id of SUBSCRIBERS) {
    const events = await store.readEvents(id);
    const said = events.flatMap(({ event }) => (event.event === "bot" ? [event.text] : []));
    // One that a killed server was at again and again waits, and lets later ones by.
    const inOrder = ["Tick orchid.", "Tick fern."];
    expect(kills > 1 ? [...said].sort().reverse() : said).toEqual(inOrder);
    const arrived = new Map(
      received.filter(({ to }) => to === id).map((message) => [message.id, message.text]),
    );
    expect([...arrived.values()]).toEqual(said);
  }
  const stored = await store.listExternalEvents();
  expect(stored.map(({ status }) => status)).toEqual(Array.from({ length: 6 }, () => "fired"));
}

type OpenStore = () => Promise<ConversationStore>;

const stores: readonly (readonly [string, OpenStore])[] = [
  ["memory", async () => createMemoryStore()],
  ["SQLite", () => openSqliteStore({ path: ":memory:", logger: silentLogger })],
];

describe.each(stores)(
  "a server on %s that is killed while events of a topic reach many",
  (_name, openStore) => {
    it("before or after any one of its steps loses none, and none comes twice", async () => {
      const steps = await run([], openStore);
      expect(steps).toBeGreaterThan(40);
      for (let at = 1; at <= steps; at++) {
        await run([{ at, after: false }], openStore);
        await run([{ at, after: true }], openStore);
      }
    }, 120_000);

    it("at random moments, again and again, loses none either", async () => {
      for (let seed = 1; seed <= 30; seed++) {
        const random = createRandom(seed * 7919);
        const kills = Array.from({ length: 1 + random.below(6) }, () => ({
          at: 1 + random.below(20),
          after: random.next() < 0.5,
        }));
        await run(kills, openStore);
      }
    }, 120_000);
  },
);
