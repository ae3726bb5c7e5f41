import { setTimeout } from "node:timers/promises";
import type { Clock, Logger } from "../../base/index.ts";
import type { Channel } from "../../channels/index.ts";
import type { ActionRunner } from "../../dialogue/index.ts";
import { settleRounds } from "../simulated-clock.ts";

/** What the assistant has begun and not ended, so that simulated time waits for it. */
export interface RunningWork {
  /** For the project's actions: what waits on it shows that time has to pass. */
  readonly clock: Clock;
  /** Counts as running until it is settled. */
  track<Result>(work: Promise<Result>): Promise<Result>;
  readonly wrap: (runner: ActionRunner) => ActionRunner;
  readonly wrapChannel: (channel: Channel) => Channel;
  /** Resolves when nothing is left to do at this instant. */
  settle(): Promise<void>;
  /** Whether an action waits for time to pass. */
  waitsForTime(): boolean;
  /** Forgets everything, as a crash does. */
  forget(): void;
}

/** Real milliseconds after which an action that does not end is taken to hang: time passes then, up to its limit. */
const PATIENCE = 10_000;

/** Watches the work of an assistant that runs on `clock`. */
export function watchWork(clock: Clock): RunningWork {
  let running = new Set<symbol>();
  let actions = new Set<symbol>();
  let timers = new Set<symbol>();

  const count = async <Result>(
    sets: readonly Set<symbol>[],
    work: () => Promise<Result>,
  ): Promise<Result> => {
    const key = Symbol();
    for (const set of sets) set.add(key);
    try {
      return await work();
    } finally {
      for (const set of sets) set.delete(key);
    }
  };
  const waitsForTime = (): boolean => timers.size > actions.size;

  return {
    clock: {
      now: () => clock.now(),
      schedule(at, callback) {
        const key = Symbol();
        const armed = timers;
        armed.add(key);
        const timer = clock.schedule(at, () => {
          armed.delete(key);
          callback();
        });
        return {
          cancel: () => {
            armed.delete(key);
            timer.cancel();
          },
        };
      },
    },
    track: (work) => count([running], () => work),
    wrap: (runner) => ({
      ...runner,
      // Each action of the project arms one timer, its limit; what it waits for itself comes on top.
      run: (name, context) =>
        count(runner.hasOwn(name) ? [running, actions] : [running], () => runner.run(name, context)),
    }),
    wrapChannel: (channel) => {
      const { push } = channel;
      if (push === undefined) return channel;
      return { ...channel, push: (delivery) => count([running], () => push(delivery)) };
    },
    async settle() {
      await settleRounds();
      for (let waited = 0; running.size > 0 && !waitsForTime() && waited < PATIENCE; waited++) {
        await setTimeout(1);
        await settleRounds();
      }
    },
    waitsForTime,
    forget() {
      running = new Set();
      actions = new Set();
      timers = new Set();
    },
  };
}

/** Remembers what is warned of, for the report of a failure. */
export function collectWarnings(notes: string[]): Logger {
  const note = (message: string, fields: Readonly<Record<string, unknown>> = {}): void => {
    const facts = Object.entries(fields).filter(([, value]) => typeof value === "string");
    notes.push([message, ...facts.map(([key, value]) => `${key}: ${value}`)].join("; "));
  };
  return { debug() {}, info() {}, warn: note, error: note };
}
