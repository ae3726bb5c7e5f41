import type { Clock, Timer } from "./clock.ts";

/** One timer that always stands at the earliest time it was set to. */
export interface Alarm {
  /** Wakes at `at` (epoch milliseconds), or earlier if it was set earlier; never later than `atLeastEvery` from now. */
  set(at: number): void;
  /** Wakes no more until it is set again. */
  cancel(): void;
}

/** @param options.atLeastEvery milliseconds after which it wakes in any case. */
export function createAlarm(
  clock: Clock,
  options: { readonly atLeastEvery: number; readonly onWake: () => void },
): Alarm {
  let timer: Timer | null = null;
  let wakesAt = Number.POSITIVE_INFINITY;
  const cancel = (): void => {
    timer?.cancel();
    timer = null;
    wakesAt = Number.POSITIVE_INFINITY;
  };
  return {
    cancel,
    set(at) {
      const wake = Math.min(at, clock.now() + options.atLeastEvery);
      if (timer !== null && wakesAt <= wake) return;
      timer?.cancel();
      wakesAt = wake;
      timer = clock.schedule(wake, () => {
        cancel();
        options.onWake();
      });
    },
  };
}
