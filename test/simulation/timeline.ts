import type { Random, Timer } from "../../src/base/index.ts";

/**
 * The simulated world's time, which nothing in it can set, and everything that is going to happen. What happens at the
 * same millisecond happens in an order drawn from the seed.
 */
export interface Timeline {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls back at a time, or now if that is over. */
  at(time: number, callback: () => void): Timer;
  delay(milliseconds: number): Promise<void>;
  /** Real work that time waits for: it takes no simulated time, but rounds of the event loop. */
  track<Result>(work: Promise<Result>): Promise<Result>;
  /** Says that streams have been written to, which takes rounds of the event loop, too. */
  stir(): void;
  /** Lets things happen until `isOver`, or a time has come. */
  run(until: number, isOver: () => boolean): Promise<void>;
  /** How many things have happened. */
  readonly happened: number;
}

interface Planned {
  readonly time: number;
  readonly order: number;
  readonly callback: () => void;
  isCancelled: boolean;
}

/** Rounds of the event loop that an answer of the network takes: streams of its body close in the second. */
const ROUNDS_OF_STREAMS = 2;

export function createTimeline(start: number, random: Random): Timeline {
  let time = start;
  let happened = 0;
  let working = 0;
  let stirred = 0;
  /** The next one is the last. */
  const planned: Planned[] = [];

  /** Promises are settled before the tick; only real work takes rounds of the event loop, which cost ten times as much. */
  const settle = async (): Promise<void> => {
    do {
      await new Promise<void>((resolve) => process.nextTick(resolve));
      for (; stirred > 0 || working > 0; stirred--) await new Promise((resolve) => setImmediate(resolve));
      stirred = 0;
      await new Promise<void>((resolve) => process.nextTick(resolve));
    } while (stirred > 0 || working > 0);
  };
  const plan = (next: Planned): void => {
    let [low, high] = [0, planned.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isBefore(next, planned[middle] as Planned)) low = middle + 1;
      else high = middle;
    }
    planned.splice(low, 0, next);
  };
  const at: Timeline["at"] = (when, callback) => {
    const next = {
      time: Math.max(Math.ceil(when), time),
      order: random.next(),
      callback,
      isCancelled: false,
    };
    plan(next);
    return {
      cancel: () => {
        next.isCancelled = true;
      },
    };
  };
  return {
    now: () => time,
    at,
    delay: (milliseconds) => new Promise((resolve) => at(time + milliseconds, resolve)),
    async track(work) {
      working++;
      try {
        return await work;
      } finally {
        working--;
      }
    },
    stir: () => {
      stirred = ROUNDS_OF_STREAMS;
    },
    async run(until, isOver) {
      await settle();
      while (!isOver()) {
        const next = planned.at(-1);
        if (next === undefined || next.time > until) {
          time = Math.max(time, until);
          return;
        }
        planned.pop();
        if (next.isCancelled) continue;
        time = next.time;
        happened++;
        next.callback();
        await settle();
      }
    },
    get happened() {
      return happened;
    },
  };
}

function isBefore(left: Planned, right: Planned): boolean {
  return left.time < right.time || (left.time === right.time && left.order < right.order);
}
