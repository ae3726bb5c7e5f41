import { createActionRunner } from "../../src/actions/index.ts";
import { createRandom, type Random, silentLogger, TsbotError, toErrorMessage } from "../../src/base/index.ts";
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
  readonly isDangerous: () => boolean;
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
  serve(handle: (assistant: Assistant, channel: Channel) => Promise<void>): Promise<Reply>;
  /** Asks the process to stop, as SIGTERM does; another follows it. */
  restart(): void;
  /** Ends the process as kill -9 does, if there is one. */
  kill(): void;
  /** Loads another model, which is the same but for its name. */
  retrain(): void;
  /** The assistant of the process that runs, or null while none is ready. */
  current(): Assistant | null;
}

export type Reply =
  | { readonly type: "done" }
  /** A mistake of the client's: asking again is pointless. */
  | { readonly type: "refused"; readonly message: string }
  /** It failed, nobody listened, or the process died meanwhile: asking again may help. */
  | { readonly type: "failed" };

const FAILED: Reply = { type: "failed" };

interface Process {
  readonly life: Life;
  readonly assistant: Assistant;
  readonly channel: Channel;
  isListening: boolean;
  readonly whenDead: Promise<Reply>;
}

export const RECEIVER_URL = "http://receiver.test/bot";

export function createServer(options: ServerOptions): Server {
  const { timeline, trace } = options;
  let started = 0;
  let { model } = options.bot;
  let current: Process | null = null;

  const start = (): void => {
    const number = ++started;
    let tellDeath = (): void => {};
    const whenDead = new Promise<Reply>((resolve) => {
      tellDeath = () => resolve(FAILED);
    });
    const life = createLife({
      number,
      death: options.nextDeath(),
      isDangerous: options.isDangerous,
      onCrashPoint: options.onCrashPoint,
      onDeath(at) {
        trace(() => `server   process ${number} dies ${at}`);
        current = null;
        tellDeath();
        timeline.at(timeline.now() + options.downtime(), start);
      },
    });
    trace(() => `server   process ${number} starts`);
    const running = {
      ...createProcess({ ...options, bot: { ...options.bot, model } }, life),
      life,
      isListening: false,
      whenDead,
    };
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
      if (process === null || !process.isListening) return FAILED;
      const done = handle(process.assistant, process.channel).then(
        (): Reply => ({ type: "done" }),
        (error: unknown) => {
          trace(() => `server   refuses: ${toErrorMessage(error)}`);
          return toReply(error);
        },
      );
      return await Promise.race([done, process.whenDead]);
    },
    restart() {
      const process = current;
      if (process === null || !process.isListening) return;
      trace(() => `server   process ${process.life.number} is asked to stop`);
      process.isListening = false;
      const end = (): void => process.life.die("as it was asked to");
      process.assistant.drain().then(end, end);
    },
    kill: () => current?.life.die("of a power cut"),
    retrain() {
      model = { ...model, modelId: `${model.modelId}+` };
      trace(() => `server   loads ${model.modelId}`);
      current?.assistant.useModel(model);
    },
    current: () => (current?.isListening === true ? current.assistant : null),
  };
}

/** The server answers 4xx or 5xx by the error's code; of those that these clients can cause, one is 4xx. */
function toReply(error: unknown): Reply {
  return TsbotError.isInstance(error) && error.code === "runtime/unknown-intent"
    ? { type: "refused", message: `${error.message} ${error.hint ?? ""}` }
    : FAILED;
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
