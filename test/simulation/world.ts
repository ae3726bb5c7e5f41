import { getGlobalDispatcher, setGlobalDispatcher } from "undici";
import { createRandom, type Random, silentLogger, toIsoTime } from "../../src/base/index.ts";
import { type ConversationStore, createMemoryStore, openSqliteStore } from "../../src/storage/index.ts";
import { SIMULATED_START } from "../../src/testing/simulated-clock.ts";
import type { Bot } from "./bot.ts";
import { type Clients, createClients } from "./clients.ts";
import { type Judgement, judge } from "./judge.ts";
import { createMachineClock, type MachineClock } from "./machine-clock.ts";
import { SimulatedNetwork } from "./network.ts";
import { drawOperations } from "./operations.ts";
import type { PlantedBug } from "./planted-bugs/index.ts";
import { createReceiver, type Receiver } from "./receiver.ts";
import { createServer, type Server } from "./server.ts";
import { createTimeline, type Timeline } from "./timeline.ts";
import { CALM, drawWeather, type Weather } from "./weather.ts";

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
  readonly random: (role: string) => Random;
  readonly timeline: Timeline;
  readonly clock: MachineClock;
  readonly store: ConversationStore;
  readonly receiver: Receiver;
  readonly network: SimulatedNetwork;
  readonly server: Server;
  readonly clients: Clients;
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
  let now: Omit<Weather, "leaps"> = weather;
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
    now = { ...CALM, deaths: [], downtimes: [] };
    deaths.length = 0;
    note(() => "weather  is calm from now on");
  };
  for (const { after, by } of weather.leaps) {
    timeline.at(timeline.now() + after, () => {
      clock.leap(by);
      note(() => `clock    is set by ${by} ms, to ${toIsoTime(clock.now()).slice(11, 23)}`);
    });
  }
  note(() => `weather  ${JSON.stringify(weather)}`);
  return { random, timeline, clock, store, receiver, network, server, clients, calm };
}

/** The whole story: clients ask while everything goes wrong; then the world calms down, and nothing may be missing. */
async function live({ random, timeline, clock, receiver, server, clients, calm }: World): Promise<Judgement> {
  let isAnswered = false;
  server.start();
  void clients.perform(drawOperations(random("operations"))).then(() => {
    isAnswered = true;
  });
  await timeline.run(timeline.now() + CALM_AFTER, () => isAnswered);
  calm();
  await timeline.run(timeline.now() + HOUR, () => isAnswered);
  const look = (): Judgement =>
    judge({
      asked: clients.asked,
      arrivals: receiver.log,
      latestClock: (from, to) => clock.latestBetween(from, to),
    });
  let seen = -1;
  let judgement = look();
  const isComplete = (): boolean => {
    if (receiver.log.length === seen)
      return judgement.violations.length > 0 || judgement.missing.length === 0;
    seen = receiver.log.length;
    judgement = look();
    return judgement.violations.length > 0 || judgement.missing.length === 0;
  };
  await timeline.run(timeline.now() + LOST_AFTER, isComplete);
  await timeline.run(timeline.now() + QUIET, () => false);
  judgement = look();
  return isAnswered
    ? judgement
    : { ...judgement, missing: ["clients are not answered", ...judgement.missing] };
}

/** A seed for each role, so that what one draws does not change what another gets. */
function mix(seed: number, role: string): number {
  let hash = seed | 0;
  for (const letter of role) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193);
  return Math.imul(hash ^ (hash >>> 16), 0x45d9f3b) >>> 0;
}
