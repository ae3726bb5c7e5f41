import { constants } from "node:os";

const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/** Turns the first SIGINT or SIGTERM, or an error nobody could catch, into an aborted signal. */
export interface Interruption {
  /**
   * From now on the first signal aborts and the second one ends the process at once, as without us. The abort
   * reason is the signal's name.
   */
  readonly listen: () => AbortSignal;
  /** Aborts as a signal does: what runs cannot be trusted any more. */
  readonly crash: () => void;
  close(): void;
}

export function createInterruption(process: NodeJS.Process): Interruption {
  const controller = new AbortController();
  const onSignal = (signal: NodeJS.Signals): void => {
    close();
    controller.abort(signal);
  };
  const close = (): void => {
    for (const signal of SIGNALS) process.off(signal, onSignal);
  };
  return {
    listen: () => {
      close();
      if (!controller.signal.aborted) for (const signal of SIGNALS) process.on(signal, onSignal);
      return controller.signal;
    },
    crash: () => {
      close();
      controller.abort(CRASH);
    },
    close,
  };
}

const CRASH = "crash";

/** Exit code after an interruption: asked to stop is success, Ctrl-C is 130 as shells have it, a crash is 1. */
export function interruptedExitCode(signal: AbortSignal): number {
  if (signal.reason === CRASH) return 1;
  return signal.reason === "SIGINT" ? 128 + constants.signals.SIGINT : 0;
}
