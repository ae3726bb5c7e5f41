/** Something armed on a {@link Clock} that can be taken back. Cancelling twice is harmless. */
export interface Timer {
  cancel(): void;
}

/** Where all time comes from, so that tests can own it. Times are epoch milliseconds. */
export interface Clock {
  /** Now, in epoch milliseconds. May leap when the system clock is set. */
  now(): number;
  /** Calls back once, never before `now() >= at`. Delays beyond 24.8 days work. */
  schedule(at: number, callback: () => void): Timer;
}

/** `setTimeout` wraps to one millisecond beyond this delay. */
const LONGEST_TIMEOUT = 2 ** 31 - 1;

/** The system's clock. Its timers do not keep the process alive unless `keepAlive` is set. */
export function createSystemClock(options: { readonly keepAlive?: boolean } = {}): Clock {
  return {
    now: () => Date.now(),
    schedule(at, callback) {
      let handle: NodeJS.Timeout;
      const arm = (): void => {
        const delay = Math.min(Math.max(0, at - Date.now()), LONGEST_TIMEOUT);
        handle = setTimeout(() => (Date.now() >= at ? callback() : arm()), delay);
        if (options.keepAlive !== true) handle.unref();
      };
      arm();
      return { cancel: () => clearTimeout(handle) };
    },
  };
}

/** Resolves after `milliseconds` on the given clock; rejects with the signal's reason when it is aborted first. */
export function delay(clock: Clock, milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    const timer = clock.schedule(clock.now() + milliseconds, () => {
      signal?.removeEventListener("abort", abort);
      resolve();
    });
    const abort = (): void => {
      timer.cancel();
      reject(signal?.reason);
    };
    signal?.addEventListener("abort", abort, { once: true });
  });
}

/** Epoch milliseconds of a date as HTTP's headers have it, or NaN. */
export function fromHttpDate(text: string): number {
  return Date.parse(text);
}

/** Epoch milliseconds as ISO 8601 in UTC, e.g. `2026-01-31T17:45:02.000Z`. */
export function toIsoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
