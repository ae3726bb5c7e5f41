import type { Clock, Timer } from "../base/index.ts";

/** A clock that stands still until it is told to move. */
export interface SimulatedClock extends Clock {
  /** Moves to `now() + milliseconds`, calling everything due on the way in time order; lets promises settle between. */
  advance(milliseconds: number): Promise<void>;
  /** Sets the time without calling what lies between, as a leap of the system clock does. */
  leap(to: number): void;
  /** Forgets all timers, as a crash does. */
  disarm(): void;
  /** How many timers are armed. */
  readonly pending: number;
  /** When the earliest of them is due, or null. */
  readonly next: number | null;
}

interface Armed {
  readonly at: number;
  readonly order: number;
  readonly callback: () => void;
}

/** 2026-01-01T00:00:00Z: when simulated time begins unless told otherwise. */
export const SIMULATED_START = 1767225600000;

/**
 * @param start epoch milliseconds, default 2026-01-01T00:00:00Z.
 * @param settle waits for what was set off at one instant, before time moves on.
 */
export function createSimulatedClock(start = SIMULATED_START, settle = settleRounds): SimulatedClock {
  let time = start;
  let order = 0;
  const armed = new Set<Armed>();

  const nextDue = (until: number): Armed | undefined => {
    let next: Armed | undefined;
    for (const timer of armed) {
      if (timer.at > until) continue;
      if (next === undefined || timer.at < next.at || (timer.at === next.at && timer.order < next.order))
        next = timer;
    }
    return next;
  };

  return {
    now: () => time,
    schedule(at, callback): Timer {
      const timer = { at, order: order++, callback };
      armed.add(timer);
      return { cancel: () => armed.delete(timer) };
    },
    async advance(milliseconds) {
      const until = time + milliseconds;
      await settle();
      for (let timer = nextDue(until); timer !== undefined; timer = nextDue(until)) {
        armed.delete(timer);
        time = Math.max(time, timer.at);
        timer.callback();
        await settle();
      }
      time = Math.max(time, until);
    },
    leap: (to) => {
      time = to;
    },
    disarm: () => armed.clear(),
    get pending() {
      return armed.size;
    },
    get next() {
      return nextDue(Number.POSITIVE_INFINITY)?.at ?? null;
    },
  };
}

/** Lets pending promises and I/O callbacks run; simulated work never needs more than a few rounds. */
export async function settleRounds(): Promise<void> {
  for (let round = 0; round < 10; round++) await new Promise((resolve) => setImmediate(resolve));
}
