import { createActionRunner } from "../../src/actions/index.ts";
import { createRandom, type Random, silentLogger, toErrorMessage } from "../../src/base/index.ts";
import { type Channel, createCallbackInput } from "../../src/channels/index.ts";
import type { ActionRunner } from "../../src/dialogue/index.ts";
import { type Assistant, createAssistant } from "../../src/runtime/index.ts";
import type { ConversationStore } from "../../src/storage/index.ts";
import type { Bot } from "./bot.ts";
import { type DiskFaults, simulateDisk } from "./disk.ts";
import { createLife, type Death, happens, type Life, never } from "./life.ts";
import type { MachineClock } from "./machine-clock.ts";
import type { PlantedBug } from "./planted-bugs/index.ts";
import type { Timeline } from "./timeline.ts";

export interface ServerOptions {
  readonly bot: Bot;
  readonly store: ConversationStore;
  readonly timeline: Timeline;
  readonly clock: MachineClock;
  readonly random: Random;
  readonly disk: () => DiskFaults;
  /** The share of firings whose action fails. */
  readonly actionFailures: () => number;
  /** How the next process dies, if it does. */
  readonly nextDeath: () => Death | null;
  /** Milliseconds until a process is started in the place of one that died. */
  readonly downtime: () => number;
  readonly onCrashPoint: (place: string) => void;
  /** A mistake to be caught. */
  readonly bug: PlantedBug | null;
  readonly trace: (what: () => string) => void;
}

/** The service: one process after the other on one store. */
export interface Server {
  start(): void;
  /** A request: true when it was done, false when it failed, nobody listened, or the process died meanwhile. */
  serve(handle: (assistant: Assistant, channel: Channel) => Promise<void>): Promise<boolean>;
  /** The assistant of the process that runs, or null while none is ready. */
  current(): Assistant | null;
}

interface Process {
  readonly life: Life;
  readonly assistant: Assistant;
  readonly channel: Channel;
  isListening: boolean;
  readonly whenDead: Promise<false>;
}

export const RECEIVER_URL = "http://receiver.test/bot";

export function createServer(options: ServerOptions): Server {
  const { timeline, trace } = options;
  let started = 0;
  let current: Process | null = null;

  const start = (): void => {
    const number = ++started;
    let tellDeath = (): void => {};
    const whenDead = new Promise<false>((resolve) => {
      tellDeath = () => resolve(false);
    });
    const life = createLife({
      number,
      death: options.nextDeath(),
      onCrashPoint: options.onCrashPoint,
      onDeath(at) {
        trace(() => `server   process ${number} dies ${at}`);
        current = null;
        tellDeath();
        timeline.at(timeline.now() + options.downtime(), start);
      },
    });
    trace(() => `server   process ${number} starts`);
    const running = { ...createProcess(options, life), life, isListening: false, whenDead };
    current = running;
    running.assistant.start().then(
      () => {
        running.isListening = true;
      },
      (error: unknown) => life.die(`as it cannot start: ${toErrorMessage(error)}`),
    );
  };

  return {
    start,
    async serve(handle) {
      const process = current;
      if (process === null || !process.isListening) return false;
      const done = handle(process.assistant, process.channel).then(
        () => true,
        (error: unknown) => {
          trace(() => `server   refuses: ${toErrorMessage(error)}`);
          return false;
        },
      );
      return await Promise.race([done, process.whenDead]);
    },
    current: () => (current?.isListening === true ? current.assistant : null),
  };
}

function createProcess(
  options: ServerOptions,
  life: Life,
): { readonly assistant: Assistant; readonly channel: Channel } {
  const { bot, timeline, random, bug, trace } = options;
  const clock = options.clock.forProcess(life.isAlive);
  const webhook = createCallbackInput({ name: "callback", credentials: { url: RECEIVER_URL }, clock });
  const disk = simulateDisk({ store: options.store, timeline, random, faults: options.disk, trace }, life);
  const runner = createActionRunner({ local: bot.actions, endpoint: null, clock });
  const ports = { clock, channel: mortalChannel(webhook, life), store: disk };
  const planted = { ...ports, ...bug?.plant?.({ ...ports, random }) };
  let ids = 0;
  const assistant = createAssistant({
    model: bot.model,
    store: planted.store,
    channels: new Map([[planted.channel.name, planted.channel]]),
    actions: mortalActions(runner, options, life),
    clock: planted.clock,
    random: createRandom(random.below(2 ** 32)),
    logger: silentLogger,
    createId: () => `${life.number}-${++ids}`,
    timeZone: null,
    serverTimeZone: "UTC",
  });
  return { assistant: bug?.command?.(assistant) ?? assistant, channel: planted.channel };
}

/** A step is done, and may be the last. */
async function step<Result>(life: Life, name: string, work: () => Promise<Result>): Promise<Result> {
  if (!life.isAlive()) return await never();
  const last = life.begin(name);
  if (last === "before") {
    life.die(`before ${name}`);
    return await never();
  }
  const [settled] = await Promise.allSettled([work()]);
  if (last === "after") life.die(`after ${name}`);
  if (!life.isAlive()) return await never();
  if (settled.status === "rejected") throw settled.reason;
  return settled.value;
}

function mortalChannel(channel: Channel, life: Life): Channel {
  const { push } = channel;
  if (push === undefined) return channel;
  return { ...channel, push: (delivery) => step(life, "push", () => push(delivery)) };
}

function mortalActions(runner: ActionRunner, options: ServerOptions, life: Life): ActionRunner {
  return {
    ...runner,
    run: (name, context) =>
      step(life, "action", async () =>
        name === "action_due" && happens(options.random, options.actionFailures())
          ? { status: "failed", reason: "by the seed" }
          : await runner.run(name, context),
      ),
  };
}
