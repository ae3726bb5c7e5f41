import { type Clock, createSystemClock, type Logger, silentLogger } from "../base/index.ts";

/** What components that reach beyond the text go by. */
export interface Surroundings {
  /** Tells the time of messages that come without one, and when to stop waiting. */
  readonly clock: Clock;
  readonly logger: Logger;
  /** Environment variables. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The project's folder, in which options name files; absent where there is none. */
  readonly directory?: string;
}

/** Those given; otherwise the system's clock, no log, no environment, and no project. */
export function completeSurroundings(given: Partial<Surroundings> = {}): Surroundings {
  return { clock: createSystemClock(), logger: silentLogger, environment: {}, ...given };
}
