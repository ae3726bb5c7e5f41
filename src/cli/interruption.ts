import { constants } from "node:os";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Why a program is to end early: a signal, a pipe that nobody reads any more, or output that cannot be written. */
export type EndReason = (typeof SIGNALS)[number] | "SIGPIPE" | "write error";

/** Turns the first signal that asks the process to end, or an error nobody could catch, into an aborted signal. */
export interface Interruption {
  /**
   * From now on the first signal aborts and the second one ends the process at once, as without us. The abort
   * reason is the signal's name.
   */
  readonly listen: () => AbortSignal;
  /** Aborts as a signal does: what runs cannot be trusted any more. */
  readonly crash: () => void;
  /** Aborts as a signal does, for another reason; ends the process at once where nobody listens. */
  readonly end: (reason: EndReason) => void;
  close(): void;
  /**
   * After everything was closed because the terminal is gone: ends the process as the signal would have, since Node
   * crashes when it cannot set the terminal back on its way out. Does nothing otherwise.
   */
  hangUp(): void;
}

const CRASH = "crash";

export function createInterruption(process: NodeJS.Process): Interruption {
  const controller = new AbortController();
  let isListening = false;
  const close = (): void => {
    isListening = false;
    for (const signal of SIGNALS) process.off(signal, abort);
  };
  const abort = (reason: EndReason | typeof CRASH): void => {
    close();
    controller.abort(reason);
  };
  return {
    listen: () => {
      close();
      isListening = !controller.signal.aborted;
      if (isListening) for (const signal of SIGNALS) process.on(signal, abort);
      return controller.signal;
    },
    crash: () => abort(CRASH),
    end: (reason) => {
      if (isListening) abort(reason);
      else if (!controller.signal.aborted) process.exit(exitCodeOf(reason));
    },
    close,
    hangUp: () => {
      const { stdin, stdout, stderr } = process;
      const hasTerminal = [stdin, stdout, stderr].some(({ isTTY }) => isTTY === true);
      if (controller.signal.reason === "SIGHUP" && hasTerminal) process.kill(process.pid, "SIGHUP");
    },
  };
}

/** Exit code after an interruption: asked to stop is success, Ctrl-C is 130 as shells have it, a crash is 1. */
export function interruptedExitCode(signal: AbortSignal): number {
  return signal.aborted ? exitCodeOf(signal.reason as EndReason | typeof CRASH) : 0;
}

/** Shells add 128 to the number of the signal that ended a program. */
function exitCodeOf(reason: EndReason | typeof CRASH): number {
  if (reason === "SIGTERM") return 0;
  return reason === "write error" || reason === CRASH ? 1 : 128 + constants.signals[reason];
}
