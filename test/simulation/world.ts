import { getGlobalDispatcher, setGlobalDispatcher } from "undici";
import { createRandom, type Random, silentLogger, toIsoTime } from "../../src/base/index.ts";
import { type ConversationStore, createMemoryStore, openSqliteStore } from "../../src/storage/index.ts";
import { SIMULATED_START } from "../../src/testing/simulated-clock.ts";
import type { Bot } from "./bot.ts";
import { type Clients, createClients } from "./clients.ts";
import { auditHistories } from "./histories.ts";
import { type Judgement, judge } from "./judge.ts";
import { createMachineClock, type MachineClock } from "./machine-clock.ts";
import { SimulatedNetwork } from "./network.ts";
import { drawOperations, greetings, type Operation } from "./operations.ts";
import type { PlantedBug } from "./planted-bugs/index.ts";
import { createReceiver, type Receiver } from "./receiver.ts";
import { createServer, type Server } from "./server.ts";
import { createTimeline, type Timeline } from "./timeline.ts";
import { RECORDED_AFTER } from "./undelivered.ts";
import { CALM, drawWeather, punctualityOf, type Weather } from "./weather.ts";

export interface WorldOptions {
  readonly bot: Bot;
  /** Collects what happens, in words. */
  readonly trace?: string[];
  /** Told of each place where a process died. */
  readonly onCrashPoint?: (place: string) => void;
  /** A mistake that is planted into every process. */
  readonly bug?: PlantedBug;
}

/** How one seed went. */
export interface Outcome {
  readonly seed: number;
  /** What is wrong; none: it passed. */
  readonly failures: readonly string[];
  /** Things that happened in the world. */
  readonly happened: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** After the storm the clients are answered by then, … */
const CALM_AFTER = 10 * MINUTE;
/** … and what is then missing after so long is lost: beyond all retries of those that failed in the storm. */
const LOST_AFTER = 6 * HOUR;
/** So often it is judged whether everything has come. */
const LOOK_EVERY = 20_000;
/** What would happen twice does so by then: everything is read again within a minute. */
const QUIET = 65_000;

/** Runs one seed: always the same run, whatever ran before it. */
export async function runSeed(seed: number, options: WorldOptions): Promise<Outcome> {
  const world = await openWorld(seed, options);
  const before = getGlobalDispatcher();
  setGlobalDispatcher(world.network);
  try {
    const { violations, missing } = await live(world);
    return { seed, failures: [...violations, ...missing], happened: world.timeline.happened };
  } finally {
    setGlobalDispatcher(before);
    await world.store.close();
  }
}

interface World {
  readonly bot: Bot;
  readonly random: (role: string) => Random;
  readonly timeline: Timeline;
  readonly clock: MachineClock;
  readonly store: ConversationStore;
  readonly receiver: Receiver;
  readonly network: SimulatedNetwork;
  readonly server: Server;
  readonly clients: Clients;
  readonly weather: Weather;
  /** Ends the storm. */
  calm(): void;
}

/** Some seeds run on SQLite, which takes longer. */
const SQLITE_EVERY = 25;

async function openWorld(
  seed: number,
  { bot, bug, trace, onCrashPoint = () => {} }: WorldOptions,
): Promise<World> {
  const random = (role: string): Random => createRandom(mix(seed, role));
  const timeline = createTimeline(SIMULATED_START, random("order"));
  const note = (what: () => string): void => {
    trace?.push(`${toIsoTime(timeline.now()).slice(11, 23)} ${what()}`);
  };
  const clock = createMachineClock(timeline);
  const store =
    seed % SQLITE_EVERY === 0
      ? await openSqliteStore({ path: ":memory:", logger: silentLogger })
      : createMemoryStore();
  const weather = drawWeather(random("weather"));
  let now: typeof CALM = weather;
  const deaths = [...weather.deaths];
  const downtimes = [...weather.downtimes];
  const receiver = createReceiver({ timeline, random: random("receiver"), faults: () => now.receiver });
  const network = new SimulatedNetwork({
    timeline,
    random: random("network"),
    receiver,
    latency: () => now.network.latency,
    trace: note,
  });
  const server = createServer({
    bot,
    store,
    timeline,
    clock,
    random: random("server"),
    disk: () => now.disk,
    actionFailures: () => now.actionFailures,
    isDangerous: () => now !== CALM,
    nextDeath: () => deaths.shift() ?? null,
    downtime: () => downtimes.shift() ?? 0,
    onCrashPoint,
    bug: bug ?? null,
    trace: note,
  });
  const clients = createClients({
    timeline,
    clock,
    random: random("clients"),
    server,
    faults: () => now.network,
    trace: note,
  });
  const calm = (): void => {
    now = CALM;
    if (weather.powerCut > 0) {
      downtimes.unshift(weather.powerCut);
      server.kill();
    }
    note(() => "weather  is calm from now on");
  };
  const happen = (after: number, callback: () => void): void => {
    timeline.at(timeline.now() + after, callback);
  };
  for (const { after, by } of weather.leaps)
    happen(after, () => {
      clock.leap(by);
      note(() => `clock    is set by ${by} ms, to ${toIsoTime(clock.now()).slice(11, 23)}`);
    });
  for (const after of weather.restarts) happen(after, server.restart);
  for (const after of weather.retrainings) happen(after, server.retrain);
  note(() => `weather  ${JSON.stringify(weather)}`);
  return { bot, random, timeline, clock, store, receiver, network, server, clients, weather, calm };
}

/** The whole story: clients ask while everything goes wrong; then the world calms down, and nothing may be missing. */
async function live(world: World): Promise<Judgement> {
  const { random, timeline, server, calm } = world;
  server.start();
  const operations = drawOperations(random("operations"));
  const answered = perform(world, operations);
  await timeline.run(timeline.now() + CALM_AFTER, answered);
  calm();
  await timeline.run(timeline.now() + HOUR, answered);
  if (world.weather.receiver.gone > 0) {
    // Those of whom the receiver had said that they were gone are back.
    await timeline.run(timeline.now() + 2 * RECORDED_AFTER, () => false);
    await timeline.run(timeline.now() + HOUR, perform(world, greetings(operations)));
  }
  if (!answered()) return { violations: ["clients are not answered"], missing: [] };
  const limit = timeline.now() + LOST_AFTER;
  let judgement = await look(world);
  while (judgement.violations.length + judgement.missing.length > 0 && timeline.now() < limit) {
    if (judgement.violations.length > 0) return judgement;
    const seen = world.receiver.log.length;
    await timeline.run(timeline.now() + LOOK_EVERY, () => false);
    // What is only collected comes without the receiver's seeing it.
    if (world.receiver.log.length > seen || world.receiver.goodbyes.length > 0) judgement = await look(world);
  }
  await timeline.run(timeline.now() + HOUR, () => server.current() !== null);
  await timeline.run(timeline.now() + QUIET, () => false);
  // The last restart may be under way.
  await timeline.run(timeline.now() + HOUR, () => server.current() !== null);
  const [last, untrue] = [await look(world), await auditHistories(world)];
  return { violations: [...last.violations, ...untrue], missing: last.missing };
}

/** Begins, and gives what tells whether all were answered or given up. */
function perform({ clients }: World, operations: readonly Operation[]): () => boolean {
  let isDone = false;
  void clients.perform(operations).then(() => {
    isDone = true;
  });
  return () => isDone;
}

async function look({ timeline, clock, store, receiver, clients, weather }: World): Promise<Judgement> {
  const mailboxes = new Map<string, readonly string[]>();
  for (const { operation } of clients.asked) {
    const { conversationId } = operation;
    if (mailboxes.has(conversationId)) continue;
    const messages = await timeline.track(store.readMessages(conversationId, { after: 0, limit: 10_000 }));
    mailboxes.set(
      conversationId,
      messages.map(({ body }) => body.text ?? ""),
    );
  }
  return judge({
    asked: clients.asked,
    arrivals: receiver.log,
    goodbyes: receiver.goodbyes,
    mailboxes,
    latestClock: (from, to) => clock.latestBetween(from, to),
    punctuality: punctualityOf(weather),
  });
}

/** A seed for each role, so that what one draws does not change what another gets. */
function mix(seed: number, role: string): number {
  let hash = seed | 0;
  for (const letter of role) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193);
  return Math.imul(hash ^ (hash >>> 16), 0x45d9f3b) >>> 0;
}
