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
  /** Lets things happen until `isOver`, or nothing is left to happen, or a time has come. */
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

/** Rounds of the event loop after each thing that happens: streams of an answer's body close in the second. */
const ROUNDS = 2;

export function createTimeline(start: number, random: Random): Timeline {
  let time = start;
  let happened = 0;
  let working = 0;
  /** The next one is the last. */
  const planned: Planned[] = [];

  const settle = async (): Promise<void> => {
    for (let round = 0; round < ROUNDS || working > 0; round++) {
      await new Promise((resolve) => setImmediate(resolve));
    }
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
    async run(until, isOver) {
      await settle();
      while (!isOver()) {
        const next = planned.at(-1);
        if (next === undefined || next.time > until) break;
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
