import { createActionRunner, createServerResponses, type LoadedActions } from "../../actions/index.ts";
import { createRandom, offsetAt, wallClockToInstant } from "../../base/index.ts";
import type { Channel } from "../../channels/index.ts";
import { outreachSettings, type Project, type Script, type ScriptTime } from "../../project/index.ts";
import { type Assistant, createAssistant, type RuntimeModel } from "../../runtime/index.ts";
import { type ConversationStore, createMemoryStore } from "../../storage/index.ts";
import { createFakeChannel } from "../fake-channel.ts";
import { createSimulatedClock, SIMULATED_START, type SimulatedClock } from "../simulated-clock.ts";
import { type MockedHttp, mockHttp } from "./mocked-http.ts";
import { collectWarnings, watchWork } from "./running-work.ts";

/** The assistant that scripts are played with. */
export interface ScriptedAssistant {
  readonly project: Project;
  readonly model: RuntimeModel;
  readonly actions: LoadedActions;
}

/** What one script is played in: nobody else's time, conversations or network. */
export interface World {
  readonly clock: SimulatedClock;
  readonly store: ConversationStore;
  readonly assistant: Assistant;
  readonly http: MockedHttp;
  /** What was warned of so far. */
  readonly notes: readonly string[];
  /** Waits for something that the assistant does; time passes while an action of it waits for that. */
  until<Result>(work: Promise<Result>): Promise<Result>;
  /** Moves time on. */
  advance(milliseconds: number): Promise<void>;
  /** The instant a time means, now. */
  resolve(time: ScriptTime): number;
  /** Kills the server and starts another on the same store. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** The name of the channel that people write through unless a script names another. */
export const DEFAULT_CHANNEL = "test";

/** Opens a world for a script. */
export async function openWorld(
  { project, model, actions }: ScriptedAssistant,
  script: Script,
): Promise<World> {
  const timeZone = script.timeZone ?? project.config.timeZone ?? "UTC";
  const notes: string[] = [];
  const logger = collectWarnings(notes);
  const start = script.start === null ? SIMULATED_START : toInstant(script.start, timeZone, SIMULATED_START);
  const clock: SimulatedClock = createSimulatedClock(start, () => work.settle());
  const work = watchWork(clock);
  const store = createMemoryStore();
  const http = mockHttp();
  http.answer(script.http);
  const channels = openChannels(project, script, work.wrapChannel);
  const nlg = project.endpoints.nlg?.value ?? null;
  let ids = 0;
  const endpoint = project.endpoints.actionEndpoint?.value ?? null;
  const startAssistant = async (): Promise<Assistant> => {
    const started = createAssistant({
      model,
      store,
      channels,
      actions: work.wrap(createActionRunner({ local: actions, endpoint, clock: work.clock })),
      ...(nlg !== null && {
        responses: (own, domain) => createServerResponses({ section: nlg, domain, own, logger }),
      }),
      clock,
      random: createRandom(1),
      logger,
      createId: () => `id-${++ids}`,
      ...outreachSettings(project.config),
      timeZone,
      serverTimeZone: "UTC",
    });
    return started.start().then(() => started);
  };
  let assistant = await startAssistant();
  return {
    clock,
    store,
    http,
    notes,
    get assistant() {
      return assistant;
    },
    async until(promise) {
      let isOver = false;
      const over = (): void => {
        isOver = true;
      };
      work.track(promise).then(over, over);
      await work.settle();
      while (!isOver) {
        if (clock.next !== null) await clock.advance(clock.next - clock.now());
        await work.settle();
      }
      // Deliveries follow the commit.
      await clock.advance(0);
      return await promise;
    },
    advance: (milliseconds) => clock.advance(milliseconds),
    resolve: (time) => toInstant(time, timeZone, clock.now()),
    async restart() {
      clock.disarm();
      work.forget();
      assistant = await startAssistant();
      await work.settle();
    },
    async close() {
      http.restore();
      clock.disarm();
      await store.close();
    },
  };
}

/** Wall-clock times count in their own zone, else in `zone`; a time of day is the next such after `now`. */
function toInstant(time: ScriptTime, zone: string, now: number): number {
  switch (time.kind) {
    case "instant":
      return time.instant;
    case "wall":
      return wallClockToInstant(time.wall, time.timeZone ?? zone);
    case "time-of-day": {
      const day = 86_400_000;
      const midnight = Math.floor((now + offsetAt(now, zone)) / day) * day;
      const today = wallClockToInstant(midnight + time.milliseconds, zone);
      return today > now ? today : wallClockToInstant(midnight + day + time.milliseconds, zone);
    }
  }
}

/** Every channel of the project and of the script pushes into nothing; `rest` is asked, and so cannot. */
function openChannels(
  { credentials }: Project,
  script: Script,
  wrap: (channel: Channel) => Channel,
): ReadonlyMap<string, Channel> {
  const named = script.steps.flatMap((step) => {
    if (step.type === "user") return step.channel ?? [];
    return step.type === "trigger" && step.outputChannel !== "latest" ? step.outputChannel : [];
  });
  const names = new Set([
    DEFAULT_CHANNEL,
    ...credentials.keys(),
    ...named,
    ...(script.channel === null ? [] : [script.channel]),
  ]);
  return new Map(
    [...names].map((name) => {
      const { push: _, ...asked } = createFakeChannel(name);
      return [name, name === "rest" ? asked : wrap(createFakeChannel(name))];
    }),
  );
}
