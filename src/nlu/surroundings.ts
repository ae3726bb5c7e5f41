import { type Clock, createSystemClock, type Logger, silentLogger } from "../base/index.ts";

/** What components that reach beyond the text go by. */
export interface Surroundings {
  /** Tells the time of messages that come without one, and when to stop waiting. */
  readonly clock: Clock;
  readonly logger: Logger;
  /** Environment variables. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Those given; otherwise the system's clock, no log, and no environment. */
export function completeSurroundings(given: Partial<Surroundings> = {}): Surroundings {
  return { clock: createSystemClock(), logger: silentLogger, environment: {}, ...given };
}
