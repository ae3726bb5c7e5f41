import type { Clock } from "../../src/base/index.ts";
import type { Timeline } from "./timeline.ts";

/** The clock of the machine that the servers run on: it can be set while they run. */
export interface MachineClock {
  now(): number;
  /** Sets it by so many milliseconds, as an operator or a time server does. */
  leap(milliseconds: number): void;
  /** The latest time it has shown between two moments of the world's time. */
  latestBetween(from: number, to: number): number;
  /** As a process sees it that lives as long as `isAlive`. Its timers run by the world's time, like the system's. */
  forProcess(isAlive: () => boolean): Clock;
}

export function createMachineClock(timeline: Timeline): MachineClock {
  /** From a moment of the world's time on the clock is ahead of it by so much. */
  const settings = [{ from: Number.NEGATIVE_INFINITY, ahead: 0 }];
  const now = (): number => timeline.now() + (settings.at(-1)?.ahead ?? 0);
  return {
    now,
    leap(milliseconds) {
      settings.push({ from: timeline.now(), ahead: now() + milliseconds - timeline.now() });
    },
    latestBetween(from, to) {
      let latest = Number.NEGATIVE_INFINITY;
      for (const [index, { from: start, ahead }] of settings.entries()) {
        const end = Math.min(settings[index + 1]?.from ?? to, to);
        if (end >= from && start <= to) latest = Math.max(latest, end + ahead);
      }
      return latest;
    },
    forProcess: (isAlive) => ({
      now,
      schedule(at, callback) {
        let timer = { cancel: () => {} };
        let isCancelled = false;
        const arm = (): void => {
          timer = timeline.at(timeline.now() + Math.max(0, at - now()), () => {
            if (!isAlive() || isCancelled) return;
            if (now() >= at) callback();
            else arm();
          });
        };
        arm();
        return {
          cancel: () => {
            isCancelled = true;
            timer.cancel();
          },
        };
      },
    }),
  };
}
